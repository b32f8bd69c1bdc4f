import { isHazardous } from '@busbar/schema-containment/regular-expression';
import { KEYWORDS } from '../schema';

/**
 * Whether a contract can have a regular expression: it is one, and takes no very long time for any string.
 *
 * @param maxLength of the strings. @default - any length
 */
export function isUsablePattern(pattern: string, maxLength?: number): boolean {
  return KEYWORDS['pattern']?.valid(pattern) === true && !isHazardous(pattern, maxLength);
}
