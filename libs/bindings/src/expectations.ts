import type { Scalar } from './model';

/** What an issue says was expected; the words of `validateData`. Never the value that was found. */
export function expectation(keyword: string, expected?: unknown): string {
  const count = String(expected);
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not a field of this event';
    case 'type':
      return `must be ${count}`;
    case 'enum':
      return `must be one of ${(expected as readonly Scalar[]).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(expected)}`;
    case 'oneOf':
      return 'must be one of the kinds that the contract lists';
    case 'format':
      return `must be a valid ${count}`;
    case 'pattern':
      return `must match ${count}`;
    case 'minLength':
      return `must have at least ${counted(expected, 'character')}`;
    case 'maxLength':
      return `must have at most ${counted(expected, 'character')}`;
    case 'minItems':
      return `must have at least ${counted(expected, 'item')}`;
    case 'maxItems':
      return `must have at most ${counted(expected, 'item')}`;
    case 'uniqueItems':
      return 'must not have the same item twice';
    case 'minimum':
      return `must be at least ${count}`;
    case 'maximum':
      return `must be at most ${count}`;
    case 'exclusiveMinimum':
      return `must be more than ${count}`;
    case 'exclusiveMaximum':
      return `must be less than ${count}`;
    case 'multipleOf':
      return `must be a multiple of ${count}`;
    default:
      throw new TypeError(`There is no keyword "${keyword}".`);
  }
}

function counted(limit: unknown, noun: string): string {
  return `${String(limit)} ${noun}${Number(limit) === 1 ? '' : 's'}`;
}
