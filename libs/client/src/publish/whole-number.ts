import { ConfigurationError } from './errors';

/** An option that is a count. Refused where it is given, not where it would stall. @throws ConfigurationError */
export function wholeNumber(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `from ${least} to ${most}`;
  throw new ConfigurationError(`${name} must be a whole number, ${range}; got ${value}.`);
}
