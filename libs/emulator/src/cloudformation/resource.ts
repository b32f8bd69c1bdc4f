import { compilePolicy, parsePolicy, PolicyError, type CompiledPolicy } from '@busbar/iam-policy';
import type { Json, JsonObject, ResolvedResource } from './model';
import { ResourceError } from '../errors';

/** Reads one resource's properties, and says where it is when something in them is wrong. */
export class Resource {
  readonly resolved: ResolvedResource;
  readonly #at: string;
  readonly properties: JsonObject;

  /** @param properties those of a part, when it is not the resource itself that is read */
  constructor(resolved: ResolvedResource, at = '', properties: JsonObject = resolved.properties) {
    this.resolved = resolved;
    this.#at = at;
    this.properties = properties;
  }

  get arn(): string {
    return this.resolved.arn ?? '';
  }

  fail(property: string, found: string, fix: string): ResourceError {
    const { stack, logicalId } = this.resolved;
    return new ResourceError(`${stack}/${logicalId}`, `${this.#at}${property} ${found}`, fix);
  }

  value(property: string): Json | undefined {
    return Object.hasOwn(this.properties, property) ? (this.properties[property] ?? undefined) : undefined;
  }

  text(property: string): string | undefined {
    const value = this.value(property);
    if (value === undefined || typeof value === 'string') return value;
    throw this.fail(property, 'is not a string.', 'Give one.');
  }

  requiredText(property: string): string {
    const value = this.text(property);
    if (value === undefined) throw this.fail(property, 'is missing.', 'Give it.');
    return value;
  }

  /** Templates may hold numbers as strings. */
  integer(property: string, least: number, most: number): number | undefined {
    const value = this.value(property);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number;
    throw this.fail(property, `is ${JSON.stringify(value)}.`, `Give an integer from ${least} to ${most}.`);
  }

  /** One of the values that AWS knows for it. */
  choice<const T extends string>(property: string, choices: readonly T[]): T | undefined {
    const value = this.text(property);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw this.fail(property, `is ${JSON.stringify(value)}.`, `Write ${choices.join(' or ')}.`);
    return chosen;
  }

  flag(property: string): boolean {
    const value = this.value(property);
    return value === true || value === 'true';
  }

  texts(property: string): readonly string[] {
    return this.#list(property).map((item) => {
      if (typeof item === 'string') return item;
      throw this.fail(property, 'has an item that is not a string.', 'Correct it.');
    });
  }

  part(property: string): Resource | undefined {
    const value = this.value(property);
    return value === undefined ? undefined : this.#part(`${property}.`, value);
  }

  parts(property: string): readonly Resource[] {
    return this.#list(property).map((item, index) => this.#part(`${property}.${index}.`, item));
  }

  /** An object of strings. */
  textMap(property: string): Readonly<Record<string, string>> {
    const value = this.value(property);
    if (value === undefined) return {};
    if (!isObject(value)) throw this.fail(property, 'is not an object.', 'Correct it.');
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
  }

  /** `Tags`, by key. */
  tags(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.parts('Tags').map((tag) => [tag.requiredText('Key'), tag.text('Value') ?? '']));
  }

  /** @param property that holds the resource's name, for messages */
  checkName(property: string, pattern: RegExp, fix: string): void {
    const { name } = this.resolved;
    if (!pattern.test(name)) throw this.fail(property, `is "${name}".`, fix);
  }

  policy(property: string): CompiledPolicy {
    return this.compile(property, this.value(property));
  }

  /** A policy document that is made from several resources; `property` is for messages. */
  compile(property: string, document: unknown): CompiledPolicy {
    try {
      const policy = compilePolicy(parsePolicy(typeof document === 'string' ? JSON.parse(document) : document));
      const [problem] = policy.problems;
      if (problem !== undefined) throw this.fail(property, `is not a policy that AWS accepts: ${problem}`, 'Correct it.');
      return policy;
    } catch (error) {
      if (error instanceof PolicyError || error instanceof SyntaxError) {
        throw this.fail(property, `is not a policy that AWS accepts: ${error.message}`, 'Correct it.');
      }
      throw error;
    }
  }

  #list(property: string): readonly Json[] {
    const value = this.value(property);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value as readonly Json[];
    throw this.fail(property, 'is not a list.', 'Give one.');
  }

  #part(at: string, value: Json): Resource {
    if (isObject(value)) return new Resource(this.resolved, `${this.#at}${at}`, value);
    throw this.fail(at.slice(0, -1), 'is not an object.', 'Correct it.');
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
