import type { Condition } from './condition';
import type { PathNode } from '../scan/path-tree';

/** A path that patterns look at, and what the event at hand has there. */
export class Field {
  /** How many conditions need the symbols of this field's strings, numbers and addresses. */
  textSymbols = 0;
  numberSymbols = 0;
  addressSymbols = 0;
  /** How many rules are filed by its values. */
  filings = 0;
  readonly conditions = new Map<string, Condition>();
  /** The last event that has a value of it inside an array element. */
  inElementIn = 0;
  /** The event in which the two below were set. */
  seenIn = 0;
  firstValue = -1;
  lastValue = -1;

  /** In the registry of the index. */
  number = 0;
  /** Whether it can lie below the top level of events. */
  readonly isNested: boolean;

  constructor(
    readonly path: string,
    readonly node: PathNode<Field>,
  ) {
    this.isNested = path.includes('.');
    node.field = this;
  }
}
