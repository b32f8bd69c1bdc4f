import { EventError, PatternError } from './errors';
import { PatternReader } from './pattern-reader';
import type { EventValue } from './value-test';

/** Which element of which arrays a value lies in, innermost first. */
export interface Membership {
  readonly array: number;
  readonly index: number;
  readonly outer: Membership | undefined;
}

/** A scalar of an event with where it was found. */
export interface Leaf extends EventValue {
  readonly path: string;
  readonly membership: Membership | undefined;
}

/** All scalars of an event by path, in the event's order. Duplicate keys give both values; empty arrays and objects give none. */
export function leavesOf(event: string | object): Map<string, Leaf[]> {
  return typeof event === 'string' ? leavesOfText(event) : leavesOfText(JSON.stringify(event));
}

function leavesOfText(text: string): Map<string, Leaf[]> {
  const reader = new PatternReader(text);
  const leaves = new Map<string, Leaf[]>();
  let arrays = 0;
  const read = (path: string, membership: Membership | undefined): void => {
    if (reader.token === '{') {
      while (reader.next() !== '}') {
        const name = reader.name;
        reader.next();
        read(path === '' ? name : `${path}.${name}`, membership);
      }
    } else if (reader.token === '[') {
      const array = arrays++;
      for (let index = 0; reader.next() !== ']'; index++) {
        const inside = (reader.token as string) === '{' || (reader.token as string) === '[';
        read(path, inside ? { array, index, outer: membership } : membership);
      }
    } else {
      const list = leaves.get(path);
      const leaf: Leaf = { path, membership, isText: reader.token === 'string', text: reader.text() };
      if (list === undefined) leaves.set(path, [leaf]);
      else list.push(leaf);
    }
  };
  try {
    if (reader.next() !== '{') throw new EventError('it must be a JSON object');
    read('', undefined);
  } catch (error) {
    if (error instanceof PatternError) throw new EventError(error.reason);
    throw error;
  }
  return leaves;
}
