import { packBusPolicy } from '@busbar/iam-policy';
import type { CentralBusPolicy, Grant } from './model';
import { compareText, groupBy, sortedSet } from './order';
import type { QuotaLimits } from './quotas';
import type { StageView } from './stage-view';

/** Accounts call `PutEvents` on the central bus themselves, so each publishing account has its own grants. */
export function planGrants({ publications }: StageView): readonly Grant[] {
  const groups = groupBy(publications, ({ account, contract }) => JSON.stringify([account, contract.domain.source]));
  return [...groups.values()]
    .flatMap((group): Grant[] => {
      const [first] = group;
      if (!first) return [];
      return [
        {
          account: first.account,
          source: first.contract.domain.source,
          services: sortedSet(group.map(({ service }) => service)),
          eventTypes: sortedSet(group.map(({ contract }) => contract.type)),
        },
      ];
    })
    .sort((a, b) => compareText(a.account, b.account) || compareText(a.source, b.source));
}

export function planBusPolicy(view: StageView, grants: readonly Grant[], limits: QuotaLimits): CentralBusPolicy {
  return packBusPolicy(grants, {
    busArn: view.centralBusArn,
    organizationId: view.manifest.organization.id,
    maximumCharacters: limits.limit('events/bus-policy-characters'),
  });
}
