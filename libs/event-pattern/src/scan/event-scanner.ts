import { EventError } from '../errors';
import type { EventText } from './event-text';
import type { Field } from '../matching/field';
import { type FoundValues, NO_ELEMENT as ROOT } from './found-values';
import * as json from './json-skipping';
import type { PathNode, PathTree } from './path-tree';
import type { ValueReader } from './value-reader';

/** Says what is worth a look below the top level of an event, once the values of the top level tell. */
export interface Interest {
  /** Whether the values found so far decide, unless keys of the top level are repeated later. */
  isDecided(event: number): boolean;
  /** Marks the paths of interest (`PathNode.wantedIn`). @returns whether there are any */
  mark(event: number): boolean;
}

/**
 * Finds, in the JSON text of an event, the scalars at the paths that patterns look at.
 *
 * It runs over the bytes once and makes no strings, objects or arrays. Values of the top level come first; of what lies below,
 * only
 * the paths are looked at that matter given those. What nobody looks at is skipped by its brackets and quotes alone, so a mistake
 * inside it goes unnoticed; in what is looked at, every mistake is an error. Repeated keys give all their values, as they do for
 * EventBridge.
 */
export class EventScanner {
  #event = 0;
  /** The child that the key read last leads to. */
  #child: PathNode<Field> | undefined;
  /** Whether only marked paths are looked at. */
  #isSelective = false;
  /** Whether objects and arrays wait until the whole top level is read. */
  #isPatient = false;
  #hasMarked = false;
  #anyMarked = false;
  /** Whether a value came after the marking that might have changed it. */
  #isLate = false;
  readonly #postponed: Postponed[] = [];
  #postponedCount = 0;

  /** @param interest without it, all paths are looked at */
  constructor(
    private readonly text: EventText,
    private readonly paths: PathTree<Field>,
    private readonly reader: ValueReader,
    private readonly found: FoundValues,
    private readonly interest?: Interest,
  ) {}

  /**
   * Scans the text at hand.
   *
   * @param event a number that, like the one after it, was used for no other event
   * @returns which of the two the values are found under
   * @throws EventError
   */
  scan(event: number): number {
    this.#begin(event, false);
    this.#scanText();
    if (!this.#isLate) return event;
    this.#begin(event + 1, true);
    this.#scanText();
    return event + 1;
  }

  #begin(event: number, isPatient: boolean): void {
    this.#event = event;
    this.#isPatient = isPatient;
    this.#isSelective = false;
    this.#hasMarked = false;
    this.#isLate = false;
    this.#postponedCount = 0;
    this.reader.begin(event);
    this.found.begin();
  }

  #scanText(): void {
    const { bytes, length } = this.text;
    let i = skipSpace(bytes, 0);
    if (bytes[i] !== BRACE || i >= length) throw new EventError('it must be a JSON object', this.text.unitAt(i));
    i = skipSpace(bytes, this.#scanObject(i, this.paths.root, NO_ELEMENT, TOP));
    if (i < length) this.reader.fail(i, 'unexpected text after the object');
    if (this.#postponedCount > 0) this.#scanPostponed();
  }

  /** From the opening brace to after the closing one. */
  #scanObject(at: number, node: PathNode<Field>, element: number, depth: number): number {
    if (depth > MAX_DEPTH) this.#failAsTooDeep();
    const { bytes, length } = this.text;
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === BRACE_END) return i + 1;
    for (;;) {
      i = this.#readKey(i, node);
      const child = this.#child;
      if (child === undefined) i = this.#skipValue(i);
      else if (depth === TOP) i = this.#scanTopValue(i, child);
      else i = this.#scanValue(i, child, element, depth);
      let byte = bytes[i] as number;
      if (byte <= SPACE) byte = bytes[(i = skipSpace(bytes, i))] as number;
      if (byte === COMMA) {
        i++;
        if ((bytes[i] as number) <= SPACE) i = skipSpace(bytes, i);
      } else if (byte === BRACE_END && i < length) return i + 1;
      else this.reader.fail(i, 'expected a comma or the end of the object');
    }
  }

  /**
   * Reads a key and the colon after it, and sets `#child`: to `undefined` if nobody looks at the value.
   *
   * @returns where the value begins
   */
  #readKey(at: number, node: PathNode<Field>): number {
    const { bytes, length } = this.text;
    if (bytes[at] !== QUOTE || at >= length) this.reader.fail(at, 'expected a key');
    const start = at + 1;
    let end: number;
    let child: PathNode<Field> | undefined;
    if (node.firstBytes[bytes[start] as number] === 0) end = this.text.findQuote(start);
    else {
      child = node.childAt(this.text, start);
      if (child !== undefined) end = child.endOfKey(start);
      else {
        end = this.#readOtherKey(start, node);
        child = this.#child;
      }
    }
    this.#child = this.#isSelective && child !== undefined && child.wantedIn !== this.#event ? undefined : child;
    let i = end + 1;
    if (bytes[i] !== COLON) {
      i = skipSpace(bytes, i);
      if (bytes[i] !== COLON) this.reader.fail(i, 'expected a colon');
    }
    i++;
    return (bytes[i] as number) <= SPACE ? skipSpace(bytes, i) : i;
  }

  /** Keys with dots, which are paths; keys with escapes, which must be read; and those that only their hash tells apart. */
  #readOtherKey(start: number, node: PathNode<Field>): number {
    const { bytes } = this.text;
    let i = start;
    let isSpecial = false;
    let byte = bytes[i] as number;
    while (byte !== QUOTE) {
      if (byte === DOT) isSpecial = true;
      else if (byte === BACKSLASH) {
        isSpecial = true;
        i++;
      }
      byte = bytes[++i] as number;
    }
    this.#child = isSpecial ? this.#childByParts(node, start, i) : node.childByHash(this.text, start, i);
    return i;
  }

  #childByParts(node: PathNode<Field>, start: number, end: number): PathNode<Field> | undefined {
    let key: string;
    try {
      key = JSON.parse(`"${this.text.part(start, end)}"`) as string;
    } catch {
      return this.reader.fail(start, 'malformed key');
    }
    let child: PathNode<Field> | undefined = node;
    for (const part of key.split('.')) {
      child = child.child(part);
      if (child === undefined) return undefined;
    }
    return child;
  }

  /** Values of top-level fields are read; what lies deeper is looked into as soon as it is known what for. */
  #scanTopValue(i: number, child: PathNode<Field>): number {
    const { interest } = this;
    const { field } = child;
    if (interest === undefined) return this.#scanValue(i, child, NO_ELEMENT, TOP);
    if (field !== undefined && !field.isNested) {
      if (this.#hasMarked && field.filings > 0) this.#isLate = true;
      return this.#scanValue(i, child, NO_ELEMENT, TOP);
    }
    if (!this.#hasMarked && !this.#isPatient && interest.isDecided(this.#event)) this.#mark(interest);
    if (this.#hasMarked) return this.#scanMarked(i, child);
    this.#postpone(i, child);
    return this.#skipValue(i);
  }

  #mark(interest: Interest): void {
    this.#hasMarked = true;
    this.#anyMarked = interest.mark(this.#event);
  }

  #scanMarked(i: number, node: PathNode<Field>): number {
    if (!this.#anyMarked || node.wantedIn !== this.#event) return this.#skipValue(i);
    this.#isSelective = true;
    const end = this.#scanValue(i, node, NO_ELEMENT, TOP);
    this.#isSelective = false;
    return end;
  }

  #postpone(at: number, node: PathNode<Field>): void {
    const kept = this.#postponed[this.#postponedCount];
    if (kept === undefined) this.#postponed.push({ at, node });
    else {
      kept.at = at;
      kept.node = node;
    }
    this.#postponedCount++;
  }

  #scanPostponed(): void {
    if (!this.#hasMarked && this.interest !== undefined) this.#mark(this.interest);
    if (this.#anyMarked) {
      for (let i = 0; i < this.#postponedCount; i++) {
        const { at, node } = this.#postponed[i] as Postponed;
        this.#scanMarked(at, node);
      }
    }
    if (this.#postponed.length > KEPT) this.#postponed.length = 0;
  }

  #scanValue(i: number, node: PathNode<Field>, element: number, depth: number): number {
    const first = this.text.bytes[i] as number;
    if (first === BRACE) return node.size > 0 ? this.#scanObject(i, node, element, depth + 1) : this.#skipContainer(i);
    if (first === BRACKET) return this.#scanArray(i, node, element, depth + 1);
    return node.field === undefined ? this.#skipValue(i) : this.reader.read(i, node.field, element);
  }

  #scanArray(at: number, node: PathNode<Field>, element: number, depth: number): number {
    if (depth > MAX_DEPTH) this.#failAsTooDeep();
    const { bytes } = this.text;
    const array = this.found.arrayCount++;
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === BRACKET_END) return i + 1;
    for (;;) {
      const first = bytes[i] as number;
      // Only objects and arrays are elements that values can lie in; a scalar is free to go with any element.
      if (first === BRACKET || (first === BRACE && node.size > 0)) {
        i = this.#scanValue(i, node, this.found.addElement(array, element), depth);
      } else i = this.#scanValue(i, node, element, depth);
      let byte = bytes[i] as number;
      if (byte <= SPACE) byte = bytes[(i = skipSpace(bytes, i))] as number;
      if (byte === COMMA) i = skipSpace(bytes, i + 1);
      else if (byte === BRACKET_END) return i + 1;
      else this.reader.fail(i, 'expected a comma or the end of the array');
    }
  }

  #skipValue(i: number): number {
    const { bytes, length } = this.text;
    const first = bytes[i] as number;
    if (first === QUOTE) {
      const end = this.text.findQuote(i + 1);
      if (end >= length) this.reader.fail(length, 'unfinished string');
      return end + 1;
    }
    if (first === BRACE || first === BRACKET) return this.#skipContainer(i);
    const end = skipScalar(bytes, i);
    if (end === i) this.reader.fail(i, 'expected a value');
    return end;
  }

  #skipContainer(i: number): number {
    const end = this.text.skipContainer(i);
    if (end < 0) this.reader.fail(this.text.length, 'unfinished object or array');
    return end;
  }

  #failAsTooDeep(): never {
    throw new EventError(`it is nested deeper than ${MAX_DEPTH} levels`);
  }
}

/** A value below the top level, or an object or array, passed over until the top level is read, and its place in the tree. */
interface Postponed {
  at: number;
  node: PathNode<Field>;
}

/** Depth of the event's own object. */
const TOP = 1;
/** EventBridge processes nested JSON up to this depth. */
const MAX_DEPTH = 1000;
/** Room for postponed values that is kept for the next event. */
const KEPT = 64;
const DOT = 0x2e;

// Constants of this module are read faster than imported ones where modules are CommonJS.
const NO_ELEMENT = ROOT;
const { QUOTE, BACKSLASH, COMMA, COLON, BRACE, BRACE_END, BRACKET, BRACKET_END, SPACE } = json;
const { skipSpace, skipScalar } = json;
