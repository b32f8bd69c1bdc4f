import type { Containment, Json } from '@busbar/schema-containment';

/** What can change at one place between two versions. The kind says what was done, not whether it is allowed. */
export type ChangeKind =
  | 'property-added'
  | 'property-removed'
  | 'property-renamed'
  | 'property-became-required'
  | 'property-became-optional'
  | 'type-widened'
  | 'type-narrowed'
  | 'type-changed'
  | 'null-added'
  | 'null-removed'
  | 'enum-value-added'
  | 'enum-value-removed'
  | 'enum-introduced'
  | 'enum-dropped'
  | 'enum-opened'
  | 'enum-closed'
  | 'const-changed'
  | 'limit-added'
  | 'limit-removed'
  | 'limit-raised'
  | 'limit-lowered'
  | 'multiple-changed'
  | 'pattern-added'
  | 'pattern-removed'
  | 'pattern-changed'
  | 'format-added'
  | 'format-removed'
  | 'format-changed'
  | 'unique-items-added'
  | 'unique-items-removed'
  | 'items-changed'
  | 'map-opened'
  | 'map-closed'
  | 'branch-added'
  | 'branch-removed'
  | 'union-opened'
  | 'union-closed'
  | 'union-changed'
  | 'default-changed'
  | 'unit-changed'
  | 'classification-changed'
  | 'deprecation-changed'
  | 'text-changed'
  /** Something beyond the profile: combinators, conditions, tuples. */
  | 'other-changed';

/** One thing that changed, and what it does to readers. */
export interface Difference {
  readonly kind: ChangeKind;
  /** JSON pointer into the data, `*` for any item or key. `''` for the whole. */
  readonly path: string;
  /** Property, keyword, enum value or branch that it is about. */
  readonly about?: string;
  readonly from?: Json;
  readonly to?: Json;
  /** Whether what may be published under the newer version can be read by consumers of the older. */
  readonly forward: Containment;
  /** Whether what was published under the older version can be read by consumers of the newer. Absent when not asked for. */
  readonly replay?: Containment;
  /** No validator objects, but readers lose or misread something: why. */
  readonly silent?: string;
  /** Allowed, but worth knowing before the next change. */
  readonly warning?: string;
}

export type Bump = 'patch' | 'minor' | 'major';

const PATCHES: ReadonlySet<ChangeKind> = new Set(['text-changed']);

/**
 * The version step that differences ask for. Major: a reader breaks, may break (nothing proves that it does not), or loses
 * something in silence. Patch: only words changed. Minor: the rest. The replay side counts where it was asked for.
 *
 * @param isPermitted Silent differences for which it holds count as minor: a property whose sunset has passed and that nobody
 *   reads may go. Default: none.
 */
export function bumpOf(differences: readonly Difference[], isPermitted: (difference: Difference) => boolean = () => false): Bump {
  const bumps = differences.map((difference): Bump => {
    if (isBreaking(difference) || (difference.silent !== undefined && !isPermitted(difference))) return 'major';
    return PATCHES.has(difference.kind) ? 'patch' : 'minor';
  });
  return bumps.includes('major') ? 'major' : bumps.includes('minor') ? 'minor' : 'patch';
}

/** Whether a validator of some reader rejects, or may reject, what a publisher sends because of it. */
export function isBreaking({ forward, replay }: Pick<Difference, 'forward' | 'replay'>): boolean {
  return forward.verdict !== 'contained' || (replay !== undefined && replay.verdict !== 'contained');
}
