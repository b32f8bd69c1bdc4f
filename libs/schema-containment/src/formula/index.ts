export type { Contested, CompilationContext } from './compile';
export { BESIDE_REFERENCES, compile } from './compile';
export type { Truth } from './evaluate';
export { evaluate, every, isAdditional } from './evaluate';
export type { Formula, Rule, TypeBit } from './formula';
export { Formulas, TYPES, typeOf } from './formula';
export type { Place } from './place';
export { placePath, placed } from './place';
