/**
 * What a keyword asks for, in words. All of it comes from the contract, nothing from the data.
 *
 * @param expected the keyword's value in the contract
 */
export function expectation(keyword: string, expected: unknown): string {
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not a field of this event';
    case 'type':
      return `must be ${String(expected)}`;
    case 'enum':
      return `must be one of ${Array.from(expected as Iterable<unknown>, literal).join(', ')}`;
    case 'const':
      return `must be ${literal(expected)}`;
    case 'oneOf':
      return 'must be one of the kinds that the contract lists';
    case 'format':
      return `must be a valid ${String(expected)}`;
    case 'pattern':
      return `must match ${String(expected)}`;
    case 'minimum':
      return `must be at least ${String(expected)}`;
    case 'maximum':
      return `must be at most ${String(expected)}`;
    case 'exclusiveMinimum':
      return `must be more than ${String(expected)}`;
    case 'exclusiveMaximum':
      return `must be less than ${String(expected)}`;
    case 'multipleOf':
      return `must be a multiple of ${String(expected)}`;
    case 'minLength':
      return `must have at least ${count(expected, 'character')}`;
    case 'maxLength':
      return `must have at most ${count(expected, 'character')}`;
    case 'minItems':
      return `must have at least ${count(expected, 'item')}`;
    case 'maxItems':
      return `must have at most ${count(expected, 'item')}`;
    case 'uniqueItems':
      return 'must not have the same item twice';
    default:
      return `must satisfy ${keyword}`;
  }
}

function literal(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function count(limit: unknown, noun: string): string {
  return `${String(limit)} ${noun}${limit === 1 ? '' : 's'}`;
}
