import type { JsonSchema } from '@busbar/contracts';
import { parsePattern, PatternError, type Pattern } from '@busbar/event-pattern';
import { flowYaml, isMap, nearest } from '@busbar/problem';
import { correctedMatchers, OPERATORS } from './corrected-matchers';
import { isNumeric } from './field-values';

type ParsedPattern =
  { readonly pattern: Pattern; readonly message?: undefined } | { readonly pattern?: undefined; readonly message: string };

/** A pattern as EventBridge reads it, or why it refuses it. */
export function parsed(pattern: object): ParsedPattern {
  try {
    return { pattern: parsePattern(JSON.stringify(pattern), { maxSize: Infinity }) };
  } catch (error) {
    if (error instanceof PatternError) return { message: `EventBridge refuses this: ${error.reason.replace(/\.$/, '')}.` };
    throw error;
  }
}

/**
 * What to say of a matcher that EventBridge refuses, mostly one that other query languages have.
 *
 * @param refusal EventBridge's words
 * @param leaves what the field can be
 */
export function refusedMatcher(
  matcher: unknown,
  refusal: string,
  leaves: readonly JsonSchema[],
): { readonly message: string; readonly fix: string } {
  if (!isMap(matcher)) {
    return { message: refusal, fix: Array.isArray(matcher) ? 'Write all values in one list.' : 'Correct the matcher.' };
  }
  const [name = ''] = Object.keys(matcher);
  const isKnown = OPERATORS.includes(name) || name === '';
  return { message: isKnown ? refusal : `EventBridge has no operator "${name}".`, fix: fixOf(matcher, leaves) };
}

function fixOf(matcher: Readonly<Record<string, unknown>>, leaves: readonly JsonSchema[]): string {
  const [name = '', ...others] = Object.keys(matcher);
  const corrected = correctedMatchers(matcher);
  if (corrected?.some((one) => isMap(one) && 'numeric' in one) && !leaves.some(isNumeric)) {
    return 'Remove it, and choose in the consumer: EventBridge compares nothing but numbers by size.';
  }
  if (corrected && parsed({ field: corrected }).pattern) return `Write ${corrected.map(flowYaml).join(', ')}.`;
  if (others.length > 0) return 'Write one operator in a matcher; a value has to match one matcher of the list.';
  if (/^\W*(?:regex|match|pattern)/i.test(name)) {
    return 'Write a prefix, suffix or wildcard, or list the values: EventBridge has no regular expressions.';
  }
  if (OPERATORS.includes(name)) return 'Correct the matcher.';
  const meant = nearest(name, OPERATORS);
  return meant === undefined
    ? `Correct the matcher: the operators are ${OPERATORS.join(', ')}.`
    : `Write "${meant}" if you meant that.`;
}
