import type { JsonSchema } from '../model';

/** Why a schema has no place in a contract. */
export class Unsayable {
  /**
   * @param reason continues `The field "x" was left out: …`
   * @param accepts every value, none, or some that cannot be told
   */
  constructor(
    readonly reason: string,
    readonly accepts: 'all' | 'none' | 'some' = 'some',
  ) {}

  static readonly anything = new Unsayable('any value at all is allowed there', 'all');
  static readonly nothing = new Unsayable('no value is allowed there', 'none');
}

/** What a contract says of a schema, or why it can say nothing. */
export type Conversion = JsonSchema | Unsayable;

export function isSayable(conversion: Conversion): conversion is JsonSchema {
  return !(conversion instanceof Unsayable);
}
