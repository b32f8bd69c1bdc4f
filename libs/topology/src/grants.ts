import { busPolicy, packBusPolicy, type BusPolicyOptions } from '@busbar/iam-policy';
import type { Service } from '@busbar/manifest';
import type { CentralBusPolicy, Grant } from './model';
import { names, type Arns } from './names';
import { compareText, groupBy, sortedSet } from './order';
import type { QuotaLimits } from './quotas';
import type { StageView } from './stage-view';

/** Services call `PutEvents` on the central bus themselves, so each principal that publishes has its own grants. */
export function planGrants({ arns, publications, services }: StageView): readonly Grant[] {
  const placed = new Map(services.map(({ service }) => [service.name, service]));
  return uniteGrants(
    publications.flatMap(({ account, contract, service: name }): Grant[] => {
      const service = placed.get(name);
      if (!service) return [];
      return [
        {
          account,
          principal: publishingPrincipal(arns, service, account),
          source: contract.domain.source,
          services: [name],
          eventTypes: [contract.type],
        },
      ];
    }),
  );
}

/** All that one or the other grants: one grant a principal and source, in the order of a topology's. */
export function uniteGrants(...lists: readonly (readonly Grant[])[]): readonly Grant[] {
  return [...groupBy(lists.flat(), ({ principal, source }) => JSON.stringify([principal, source])).values()]
    .flatMap((same): Grant[] => {
      const [first] = same;
      if (!first) return [];
      return [
        {
          ...first,
          services: sortedSet(same.flatMap(({ services }) => services)),
          eventTypes: sortedSet(same.flatMap(({ eventTypes }) => eventTypes)),
        },
      ];
    })
    .sort(
      (a, b) => compareText(a.account, b.account) || compareText(a.principal, b.principal) || compareText(a.source, b.source),
    );
}

export function planBusPolicy(grants: readonly Grant[], bus: BusPolicyOptions, limits: QuotaLimits): CentralBusPolicy {
  const maximumCharacters = limits.limit('events/bus-policy-characters');
  const { document, characters, principals } = packBusPolicy(grants, { ...bus, maximumCharacters });
  const byPrincipal = groupBy(grants, ({ principal }) => principal);
  return {
    document,
    characters,
    principals: principals.map(({ principal, sources, binds }) => ({
      principal,
      services: sortedSet((byPrincipal.get(principal) ?? []).flatMap(({ services }) => services)),
      sources,
      binds,
    })),
  };
}

/** Most principals that a message names. */
const NAMED = 3;

/**
 * Sentences for whoever has to raise the quota: how long the policy is when it is bound to sources wherever nothing is lost by
 * that, and who would gain which event types if it were bound to sources everywhere.
 */
export function whatBindingLessGives(grants: readonly Grant[], bus: BusPolicyOptions): string {
  const { characters } = busPolicy(grants, bus, { widened: true });
  const gains = [...groupBy(grants, ({ source }) => source).values()].flatMap((ofSource) =>
    ofSource.flatMap(({ principal, services, source }) => {
      const own = new Set(ofSource.filter((grant) => grant.principal === principal).flatMap(({ eventTypes }) => eventTypes));
      const others = ofSource.filter((grant) => grant.principal !== principal).flatMap(({ eventTypes }) => eventTypes);
      const gained = sortedSet(others.filter((type) => !own.has(type)));
      return gained.length === 0 ? [] : [`${quoted(services)} would gain ${quoted(gained)} of "${source}"`];
    }),
  );
  const bySource = `A raise to ${characters} is enough when principals that alone publish their sources are bound to these only.`;
  if (gains.length === 0) return bySource;
  const more = gains.length > NAMED ? `, and ${gains.length - NAMED} more would gain event types` : '';
  return `${bySource} Bound to sources everywhere, ${gains.slice(0, NAMED).join('; ')}${more}; Busbar does not do that.`;
}

function quoted(texts: readonly string[]): string {
  const rest = texts.length > NAMED ? ` and ${texts.length - NAMED} more` : '';
  return `${texts
    .slice(0, NAMED)
    .map((text) => `"${text}"`)
    .join(', ')}${rest}`;
}

function publishingPrincipal(arns: Arns, { name, publishAs }: Service, account: string): string {
  if (publishAs === 'account') return arns.root(account);
  return arns.role(account, publishAs === 'busbar-role' ? names.serviceRole(name) : publishAs.role).arn;
}
