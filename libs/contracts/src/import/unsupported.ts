import type { JsonSchema } from '../model';
import type { Origin } from './constraints';

/** Why a schema cannot be part of a contract. */
export class Unsupported {
  /**
   * @param reason continues `The field "x" was left out: …`
   * @param accepts every value, none, or some that cannot be told
   * @param origin what to look at; absent where that is the schema itself
   */
  constructor(
    readonly reason: string,
    readonly accepts: 'all' | 'none' | 'some' = 'some',
    readonly origin?: Origin,
  ) {}

  static readonly anything = new Unsupported('any value at all is allowed there', 'all');
  static readonly circular = new Unsupported('it is defined by itself');

  static nothing(reason: string, origin?: Origin): Unsupported {
    return new Unsupported(reason, 'none', origin);
  }
}

/** A schema as a contract has it, or why there is none. */
export type Conversion = JsonSchema | Unsupported;
