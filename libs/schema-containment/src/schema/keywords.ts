import { isObject, type Json, type JsonObject, own, step } from '../json';
import { type Located, pathOf } from './schema-document';
import { SchemaError } from './schema-error';

/** Reads the keywords of one schema; each has the shape that the drafts demand, or there is a SchemaError. */
export class Keywords {
  readonly #schema: JsonObject;
  readonly #located: Located;

  constructor(schema: JsonObject, located: Located) {
    this.#schema = schema;
    this.#located = located;
  }

  value(keyword: string): Json | undefined {
    return own(this.#schema, keyword);
  }

  number(keyword: string): number | undefined {
    return this.#read(keyword, 'a number', (value) => typeof value === 'number') as number | undefined;
  }

  /** A non-negative integer. */
  count(keyword: string): number | undefined {
    return this.#read(keyword, 'a count (0, 1, 2, …)', (value) => Number.isInteger(value) && (value as number) >= 0) as
      number | undefined;
  }

  text(keyword: string): string | undefined {
    return this.#read(keyword, 'text', (value) => typeof value === 'string') as string | undefined;
  }

  texts(keyword: string): readonly string[] | undefined {
    return this.#read(keyword, 'a list of texts', isTexts) as readonly string[] | undefined;
  }

  list(keyword: string): readonly Json[] | undefined {
    return this.#read(keyword, 'a list', Array.isArray) as readonly Json[] | undefined;
  }

  /** Names and what stands under them. */
  members(keyword: string): [string, Json][] | undefined {
    const value = this.#read(keyword, 'an object', isObject) as JsonObject | undefined;
    return value && Object.keys(value).map((name) => [name, own(value, name) ?? null]);
  }

  refuse(keyword: string, expected: string): never {
    throw new SchemaError(`"${keyword}" has to be ${expected}.`, pathOf(this.#located) + step(keyword));
  }

  #read(keyword: string, expected: string, fits: (value: unknown) => boolean): unknown {
    const value = this.value(keyword);
    if (value !== undefined && !fits(value)) this.refuse(keyword, expected);
    return value;
  }
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
