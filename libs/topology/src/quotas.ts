import type { Platform } from '@busbar/manifest';
import { nearest, type Problem } from '@busbar/problem';
import quotaList from './quotas.json';
import { topologyProblem, type TopologyProblemCode } from './topology-problems';

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
  | 'cloudformation/template-bytes'
  | 'codepipeline/build-action-minutes'
  | 'codepipeline/actions-per-pipeline'
  | 'codepipeline/actions-per-stage'
  | 'codepipeline/stages-per-pipeline'
  | 'cloudwatch/metrics-per-alarm'
  | 'cloudwatch/alarms-per-composite'
  | 'cloudwatch/composite-rule-characters'
  | 'cloudwatch/metrics-insights-alarms'
  | 'cloudwatch/metrics-per-query'
  | 'cloudwatch/widgets-per-dashboard'
  | 'cloudwatch/metrics-per-widget'
  | 'iam/roles-per-account'
  | 'iam/role-policy-characters';

/** `platform.raisedQuotas` may only raise what AWS raises. */
export function checkRaisedQuotas({ raisedQuotas, document }: Platform): readonly Problem[] {
  return Object.entries(raisedQuotas).flatMap(([id, value]): Problem[] => {
    const at = document.atKey(['raisedQuotas', id]);
    const quota = quotas.find((candidate) => candidate.id === id);
    if (!quota) {
      const known = quotas.map((candidate) => candidate.id);
      const meant = nearest(id, known);
      const fix = meant === undefined ? `Use one of ${known.join(', ')}.` : `Did you mean "${meant}"?`;
      return [topologyProblem('topology/unknown-quota', at, `There is no quota "${id}".`, fix)];
    }
    const refused = raiseRefused(quota, value);
    return refused ? [topologyProblem(refused.code, at, refused.message, refused.fix)] : [];
  });
}

interface Refusal {
  readonly code: TopologyProblemCode;
  readonly message: string;
  readonly fix: string;
}

function raiseRefused({ id, value: standard, adjustable, maximum }: Quota, value: number): Refusal | undefined {
  const raised = `The quota "${id}" is raised to ${value}`;
  if (!adjustable) {
    const fix = `Remove it; the limit stays ${standard}.`;
    return { code: 'topology/fixed-quota-raised', message: `${raised}, but AWS does not raise it.`, fix };
  }
  if (!Number.isSafeInteger(value) || value <= 0) {
    return { code: 'topology/invalid-raised-quota', message: `${raised}.`, fix: 'Write a positive integer.' };
  }
  if (maximum !== undefined && value > maximum) {
    const fix = `Write what AWS has granted, at most ${maximum}.`;
    return { code: 'topology/invalid-raised-quota', message: `${raised}, but AWS goes to ${maximum} at most.`, fix };
  }
  return undefined;
}
