import { ServiceError } from './service-error';

export type JsonInput = Readonly<Record<string, unknown>>;

/** The body of a JSON protocol request. An empty body is an empty object, as on AWS. */
export function parseInput(body: string): JsonInput {
  let value: unknown;
  try {
    value = body === '' ? {} : JSON.parse(body);
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not valid JSON.');
  }
  return asObject(value);
}

export function asObject(value: unknown): JsonInput {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonInput;
  throw unexpected(value, 'a structure');
}

/** `null` is as good as absent in these protocols. */
export function optionalText(input: JsonInput, name: string): string | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw unexpected(value, 'a String');
}

export function optionalFlag(input: JsonInput, name: string): boolean | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw unexpected(value, 'a Boolean');
}

export function optionalInteger(input: JsonInput, name: string): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw unexpected(value, 'an Integer');
}

export function optionalList(input: JsonInput, name: string): readonly unknown[] | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || Array.isArray(value)) return value;
  throw unexpected(value, 'a List');
}

export function optionalTexts(input: JsonInput, name: string): readonly string[] | undefined {
  return optionalList(input, name)?.map((value) => {
    if (typeof value === 'string') return value;
    throw unexpected(value, 'a String');
  });
}

function unexpected(value: unknown, wanted: string): ServiceError {
  return new ServiceError('SerializationException', `${kindOf(value)} can not be converted to ${wanted}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'NULL_VALUE';
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'object') return 'START_OBJECT';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE';
}
