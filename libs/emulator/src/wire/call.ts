import type { Caller } from '../identity/caller';
import type { JsonInput } from './input';

/** One request of a client, past authentication. */
export interface Call {
  readonly caller: Caller;
  /** From the credential's scope. */
  readonly region: string;
  /** `http://127.0.0.1:4010`. */
  readonly endpoint: string;
  /** Called when the client goes away before it was answered. */
  onAbandoned(react: () => void): void;
}

/** Gives the answer's body, as JSON text. */
export type Operation = (input: JsonInput, call: Call) => string | Promise<string>;

/** Operations by name; `undefined` for those that do not exist. */
export type Operations = ReadonlyMap<string, Operation>;
