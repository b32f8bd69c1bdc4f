import { EventError } from '../errors';
import { EventScanner } from '../scan/event-scanner';
import { EventText } from '../scan/event-text';
import { Field } from './field';
import { FoundValues } from '../scan/found-values';
import { PathTree } from '../scan/path-tree';
import { SymbolTable } from '../scan/symbol-table';
import { ValueReader } from '../scan/value-reader';
import type { EventValue } from './value-test';

/** The scalars that an event has at the given paths, in the event's order. */
export function valuesAt(paths: Iterable<string>, event: string | object): ReadonlyMap<string, readonly EventValue[]> {
  const tree = new PathTree<Field>();
  const fields = new Map<string, Field>();
  for (const path of paths) {
    fields.set(path, fields.get(path) ?? new Field(path, tree.open(path)));
  }
  const text = new EventText();
  const found = new FoundValues(text);
  text.read(textOf(event));
  new EventScanner(text, tree, new ValueReader(text, new SymbolTable(), found), found).scan(1);
  return new Map([...fields].map(([path, field]) => [path, listOf(field, found)]));
}

function listOf(field: Field, found: FoundValues): readonly EventValue[] {
  const values: EventValue[] = [];
  for (let index = field.firstValue; index >= 0; index = found.next[index] as number) {
    values.push({ isText: found.isText(index), text: found.content(index) });
  }
  return values;
}

/** @throws EventError for objects that JSON cannot express */
export function textOf(event: string | object): string {
  if (typeof event === 'string') return event;
  let text: string | undefined;
  try {
    text = JSON.stringify(event);
  } catch (error) {
    throw new EventError(error instanceof RangeError ? 'it is nested too deep' : 'it cannot be written as JSON');
  }
  if (text === undefined) throw new EventError('it cannot be written as JSON');
  return text;
}
