import { ConfigurationError } from './errors';

/**
 * An option that is a count, checked when the publisher or poller is made.
 *
 * @throws ConfigurationError when it is not an integer from `minimum` to `maximum`
 */
export function integerOption(name: string, value: number, minimum: number, maximum = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  const bounded = maximum < Number.MAX_SAFE_INTEGER;
  const expected = bounded
    ? `an integer from ${minimum} to ${maximum}`
    : minimum === 1
      ? 'a positive integer'
      : `an integer of at least ${minimum}`;
  throw new ConfigurationError(`${name} must be ${expected}; got ${value}.`);
}

/** @throws ConfigurationError when it is not a number of milliseconds, 0 or more; `Infinity` is one */
export function millisecondsOption(name: string, value: number): number {
  if (value >= 0) return value;
  throw new ConfigurationError(`${name} must be a number of milliseconds, 0 or more; got ${value}.`);
}
