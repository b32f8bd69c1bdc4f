import { type Formula, type Formulas, type Rule, TYPES } from './formula';
import { step } from '../json';

/** A place in the values that a schema describes, from the outermost value inwards. */
export type Place = readonly PlaceStep[];

export type PlaceStep =
  | { readonly kind: 'property'; readonly name: string }
  /** Any item of an array. */
  | { readonly kind: 'item' }
  /** Any property of a map, apart from those that have a name of their own. */
  | { readonly kind: 'map-value'; readonly except: readonly string[] }
  /** The value itself, where it is the branch of a union with this tag. */
  | { readonly kind: 'branch'; readonly discriminator: string; readonly tag: string };

/** Values in which the value at a place (at one of them, for items and maps) satisfies a formula. */
export function placed(place: Place, formula: Formula, formulas: Formulas): Formula {
  const object = (...rules: readonly Rule[]): Formula[] => rules.map((rule) => formulas.assertion(TYPES.object, rule));
  return place.reduceRight((inner, at) => {
    switch (at.kind) {
      case 'property': {
        const { name: property } = at;
        return formulas.all([
          formulas.types(TYPES.object),
          ...object({ name: 'has', property }, { name: 'property', property, schema: inner }),
        ]);
      }
      case 'item':
        return formulas.all([
          formulas.types(TYPES.array),
          formulas.assertion(TYPES.array, { name: 'at-least', count: 1, schema: inner }),
        ]);
      case 'map-value': {
        const none = object({ name: 'additional', properties: new Set(at.except), patterns: [], schema: formulas.not(inner) });
        return formulas.all([formulas.types(TYPES.object), ...none.map((one) => formulas.not(one))]);
      }
      case 'branch': {
        const tag = { name: 'property', property: at.discriminator, schema: formulas.values([at.tag]) } as const;
        return formulas.all([...object(tag), inner]);
      }
    }
  }, formula);
}

/** JSON pointer into the data; `*` stands for any item or any key, and the tag of a branch is in brackets. */
export function placePath(place: Place): string {
  return place
    .map((at) => {
      switch (at.kind) {
        case 'property':
          return step(at.name);
        case 'item':
        case 'map-value':
          return '/*';
        case 'branch':
          return `[${at.tag}]`;
      }
    })
    .join('');
}
