import type { Pattern } from '../grammar/pattern';
import { PatternIndex } from './pattern-index';

/**
 * Whether EventBridge would say that `event` matches `pattern`.
 *
 * @param event the JSON text of the whole event, or the event as an object. From an object it cannot be known how numbers were
 *   spelled (`9007199254740993` and `9007199254740992` are one number) and whether keys were repeated.
 * @throws EventError when `event` is not one JSON object
 */
export function matches(pattern: Pattern, event: string | object): boolean {
  let index = prepared.get(pattern);
  if (index === undefined) {
    index = new PatternIndex<boolean>();
    index.add(true, pattern);
    prepared.set(pattern, index);
  }
  return index.match(event).length > 0;
}

/** What `matches` makes of a pattern, kept as long as the pattern is. */
const prepared = new WeakMap<Pattern, PatternIndex<boolean>>();
