import type { Position } from '@busbar/problem';
import type { QuotaId } from './quotas';

/** How much of a quota something uses. */
export interface Measurement {
  readonly quota: QuotaId;
  readonly account: string;
  readonly scope: string;
  readonly used: number;
  /** Where to say so. */
  readonly at: Position;
  /**
   * `elastic`: what is measured is filled up on purpose and makes room by itself, so that being nearly full means nothing.
   * `checked`: the same, and going beyond is a problem of its own already.
   */
  readonly kind?: 'elastic' | 'checked';
  /** What else to know when it is too much, as a sentence. */
  readonly detail?: string;
  /** What helps, where it depends on what is measured. @default - what always helps with the quota */
  readonly relief?: string;
}
