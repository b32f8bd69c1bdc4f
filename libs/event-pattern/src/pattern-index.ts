import { leavesOf } from './event-leaves';
import { alternativeMatches } from './matches';
import type { Pattern } from './pattern';

/** Many patterns, matched together. */
export class PatternIndex<Id> {
  readonly #patterns = new Map<Id, Pattern>();

  /** Adds a pattern, or replaces the one that `id` had. */
  add(id: Id, pattern: Pattern): void {
    this.#patterns.set(id, pattern);
  }

  /** @returns whether there was a pattern of that id */
  remove(id: Id): boolean {
    return this.#patterns.delete(id);
  }

  /** The ids whose patterns match, in the order in which they were added. */
  match(event: string | object): Id[] {
    const leaves = leavesOf(event);
    const ids: Id[] = [];
    for (const [id, pattern] of this.#patterns) {
      if (pattern.alternatives.some((alternative) => alternativeMatches(alternative, leaves))) ids.push(id);
    }
    return ids;
  }

  stats(): PatternIndexStats {
    return { patterns: this.#patterns.size };
  }
}

export interface PatternIndexStats {
  readonly patterns: number;
}
