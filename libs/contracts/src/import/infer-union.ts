import { isFieldName } from '../schema';
import { isSymbol } from './infer-text';
import { type Kind, kindOf } from './kinds';

type Data = Readonly<Record<string, unknown>>;

export interface InferredUnion {
  /** The field that tells the branches apart. */
  readonly tag: string;
  /** The objects of each branch, by the value of the tag. */
  readonly branches: ReadonlyMap<string, readonly Data[]>;
}

/** What such fields are called. */
const CONVENTIONAL = /^(?:kind|type|variant|tag|method)$|(?:Kind|Type|Variant|Method)$/;
const MOST_BRANCHES = 20;
/** Objects beyond the first of their branch, each of which confirms its shape. */
const LEAST_CONFIRMATIONS = 3;

/**
 * A union that the objects are of, if a field tells their shapes apart. Its values are words, and at least two of them bring a
 * field that no other has, or has of another type. Of a field that is not called like one it also has to determine *every* field
 * that varies, in enough objects to be no accident, and there must be more of those than of the others: a status that brings
 * one time with it makes no union of an event.
 */
export function inferUnion(objects: readonly Data[]): InferredUnion | undefined {
  const [first] = objects;
  const varying = varyingFields(objects);
  if (!first || varying.length === 0) return undefined;
  const candidates = Object.keys(first).flatMap((tag) => {
    const branches = isFieldName(tag) ? branchesBy(tag, objects) : undefined;
    const strength = branches ? strengthOf(tag, branches, varying, objects) : 0;
    return branches && strength > 0 ? [{ tag, branches, strength }] : [];
  });
  return candidates.sort((a, b) => b.strength - a.strength)[0];
}

/** What an object has at a name: nothing, or a value of some kind. */
function foundAt(name: string, one: Data): Kind | 'nothing' {
  return Object.hasOwn(one, name) ? kindOf(one[name]) : 'nothing';
}

/** The fields that not all objects have, or have of one kind. */
function varyingFields(objects: readonly Data[]): string[] {
  const names = new Set(objects.flatMap((one) => Object.keys(one)));
  return [...names].filter(
    (name) => new Set(objects.map((one) => foundAt(name, one)).filter((kind) => kind !== 'null')).size > 1,
  );
}

function branchesBy(tag: string, objects: readonly Data[]): Map<string, Data[]> | undefined {
  const branches = new Map<string, Data[]>();
  for (const one of objects) {
    const value = Object.hasOwn(one, tag) ? one[tag] : undefined;
    if (typeof value !== 'string' || !isSymbol(value)) return undefined;
    const branch = branches.get(value);
    if (branch) branch.push(one);
    else branches.set(value, [one]);
    if (branches.size > MOST_BRANCHES) return undefined;
  }
  return branches.size < 2 ? undefined : branches;
}

/** How many fields the tag decides about; 0 when it does not tell the shapes apart. */
function strengthOf(
  tag: string,
  branches: ReadonlyMap<string, readonly Data[]>,
  varying: readonly string[],
  objects: readonly Data[],
): number {
  let determined = 0;
  const withOwnField = new Set<string>();
  for (const name of varying) {
    const found = [...branches].map(([value, ones]) => ({ value, kinds: new Set(ones.map((one) => foundAt(name, one))) }));
    if (!found.every(({ kinds }) => kinds.size === 1)) continue;
    determined++;
    for (const { value, kinds } of found) {
      const [kind] = kinds;
      const isOwn = found.every((other) => other.value === value || kind === undefined || !other.kinds.has(kind));
      if (isOwn && kind !== 'nothing') withOwnField.add(value);
    }
  }
  if (withOwnField.size < 2) return 0;
  if (CONVENTIONAL.test(tag)) return determined * 2 >= varying.length ? determined + varying.length : 0;
  const shared = new Set(objects.flatMap((one) => Object.keys(one))).size - varying.length - 1;
  const isSure = determined === varying.length && determined > shared && objects.length - branches.size >= LEAST_CONFIRMATIONS;
  return isSure ? determined : 0;
}
