import type { Platform } from '@busbar/manifest';
import type { Problem } from '@busbar/problem';
import quotaList from './quotas.json';

/** A limit of AWS. All of them are for one account in one region. */
export interface Quota {
  readonly id: string;
  readonly name: string;
  readonly value: number;
  /** Where the value differs, by region. */
  readonly perRegion?: Readonly<Record<string, number | undefined>>;
  /** Whether AWS raises it on request. */
  readonly adjustable: boolean;
  /** Not even AWS goes beyond. */
  readonly maximum?: number;
  /** The page that says so, and the ISO date on which it was read. */
  readonly source: string;
  readonly date: string;
}

export const quotas: readonly Quota[] = quotaList;

/** What applies to an organization in a region: the default, or what AWS has raised it to. */
export class QuotaLimits {
  readonly #limits: ReadonlyMap<string, { readonly quota: Quota; readonly limit: number }>;

  constructor(region: string, raised: Platform['raisedQuotas']) {
    this.#limits = new Map(
      quotas.map((quota) => {
        const value = quota.perRegion?.[region] ?? quota.value;
        const wanted = raised[quota.id];
        const limit = wanted !== undefined && raiseRefused(quota, wanted) === undefined ? wanted : value;
        return [quota.id, { quota, limit }];
      }),
    );
  }

  quota(id: QuotaId): Quota {
    return this.#find(id).quota;
  }

  limit(id: QuotaId): number {
    return this.#find(id).limit;
  }

  #find(id: QuotaId): { readonly quota: Quota; readonly limit: number } {
    const found = this.#limits.get(id);
    if (!found) throw new Error(`quotas.json has no "${id}".`);
    return found;
  }
}

export type QuotaId =
  | 'events/rules-per-bus'
  | 'events/targets-per-rule'
  | 'events/pattern-characters'
  | 'events/bus-policy-characters'
  | 'events/wildcard-rules-per-bus'
  | 'events/put-events-per-second'
  | 'events/invocations-per-second'
  | 'cloudformation/resources-per-stack'
  | 'iam/roles-per-account'
  | 'iam/role-policy-characters';

/** `platform.raisedQuotas` may only raise what AWS raises. */
export function checkRaisedQuotas({ raisedQuotas, document }: Platform): readonly Problem[] {
  return Object.entries(raisedQuotas).flatMap(([id, value]): Problem[] => {
    const quota = quotas.find((candidate) => candidate.id === id);
    const at = document.atKey(['raisedQuotas', id]);
    if (!quota) {
      return [
        {
          code: 'topology/unknown-quota',
          severity: 'error',
          at,
          message: `There is no quota "${id}".`,
          fix: `Use one of ${quotas.map((known) => `"${known.id}"`).join(', ')}.`,
        },
      ];
    }
    const refused = raiseRefused(quota, value);
    return refused ? [{ severity: 'error', at, ...refused }] : [];
  });
}

function raiseRefused(quota: Quota, value: number): Pick<Problem, 'code' | 'message' | 'fix'> | undefined {
  const invalid = { code: 'topology/invalid-raised-quota' };
  if (!quota.adjustable) {
    return {
      code: 'topology/fixed-quota-raised',
      message: `The quota "${quota.id}" is raised to ${value}, but AWS does not raise it.`,
      fix: `Remove it; the limit stays ${quota.value}.`,
    };
  }
  if (!Number.isSafeInteger(value) || value <= 0) {
    return { ...invalid, message: `The quota "${quota.id}" is raised to ${value}.`, fix: 'Write a whole number above 0.' };
  }
  if (quota.maximum !== undefined && value > quota.maximum) {
    return {
      ...invalid,
      message: `The quota "${quota.id}" is raised to ${value}, but AWS goes to ${quota.maximum} at most.`,
      fix: `Write what AWS has granted, at most ${quota.maximum}.`,
    };
  }
  return undefined;
}
