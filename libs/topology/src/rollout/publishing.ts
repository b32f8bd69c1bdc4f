import { planGrants, uniteGrants } from '../grants';
import { planIdentities } from '../identities';
import type { Grant, ServiceIdentity } from '../model';
import { groupBy, sortedSet } from '../order';
import type { Publication, StageView } from '../stage-view';
import type { PlatformState } from './platform-state';

/** Who may publish what, and the roles that say so too. */
export interface Publishing {
  readonly grants: readonly Grant[];
  readonly identities: readonly ServiceIdentity[];
}

export interface PublishingChange {
  /** At the end of the rollout. */
  readonly after: Publishing;
  /** Meanwhile: whatever changes hands may be published by both. What nobody may publish afterwards may not be from now on. */
  readonly during: Publishing;
  /** Event types that do not change hands in this rollout but in the next, since both publishers of all of them do not fit. */
  readonly heldBack: readonly string[];
}

/** @param fits whether the central bus takes a policy of these grants */
export function planPublishing(
  view: StageView,
  before: Pick<PlatformState, 'grants' | 'identities'> | undefined,
  fits: (grants: readonly Grant[]) => boolean,
): PublishingChange {
  const wanted = planGrants(view);
  const had = before?.grants ?? [];
  const heldBack = typesToHoldBack(had, wanted, fits);
  const held = new Set(heldBack);
  const identities = before?.identities ?? [];
  return {
    after: {
      grants: uniteGrants(without(wanted, held), only(had, held)),
      identities: planIdentities(withFormer(view, identities, held)),
    },
    during: {
      grants: grantsDuring(had, wanted, held),
      identities: planIdentities(withFormer(view, identities, typesOf(wanted))).map((identity) =>
        withFormerTrust(identity, identities),
      ),
    },
    heldBack,
  };
}

/** The grants of both configs for what changes hands, those of the old one for what is held back. */
function grantsDuring(before: readonly Grant[], after: readonly Grant[], held: ReadonlySet<string>): readonly Grant[] {
  return uniteGrants(without(after, held), only(before, typesOf(after)));
}

/**
 * Event types are let go publisher by publisher for as long as both old and new publishers fit into the policy. None is held back
 * when all fit, or when not even one publisher's would: then it is a problem of the quota.
 */
function typesToHoldBack(
  before: readonly Grant[],
  after: readonly Grant[],
  fits: (grants: readonly Grant[]) => boolean,
): readonly string[] {
  if (before.length === 0 || fits(grantsDuring(before, after, new Set())) || !fits(after)) return [];
  const changing = [...groupBy(after, ({ principal }) => principal).values()]
    .map((grants) => [...typesOf(grants)].filter((type) => publishersOf(before, type) !== publishersOf(after, type)))
    .filter((types) => types.length > 0);
  const held = new Set(changing.flat());
  for (const types of changing) {
    const rest = new Set([...held].filter((type) => !types.includes(type)));
    if (!fits(grantsDuring(before, after, rest))) continue;
    for (const type of types) held.delete(type);
  }
  return held.size === new Set(changing.flat()).size ? [] : sortedSet(held);
}

function publishersOf(grants: readonly Grant[], type: string): string {
  return sortedSet(grants.filter(({ eventTypes }) => eventTypes.includes(type)).map(({ principal }) => principal)).join(' ');
}

function typesOf(grants: readonly Grant[]): ReadonlySet<string> {
  return new Set(grants.flatMap(({ eventTypes }) => eventTypes));
}

function only(grants: readonly Grant[], types: ReadonlySet<string>): readonly Grant[] {
  return restrict(grants, (type) => types.has(type));
}

function without(grants: readonly Grant[], types: ReadonlySet<string>): readonly Grant[] {
  return restrict(grants, (type) => !types.has(type));
}

function restrict(grants: readonly Grant[], keep: (type: string) => boolean): readonly Grant[] {
  return grants
    .map((grant) => ({ ...grant, eventTypes: grant.eventTypes.filter(keep) }))
    .filter(({ eventTypes }) => eventTypes.length > 0);
}

/** What ran with the role before may use it, until the service runs on what its file says now. */
function withFormerTrust(identity: ServiceIdentity, before: readonly ServiceIdentity[]): ServiceIdentity {
  const former = before.find(({ role }) => role.arn === identity.role.arn)?.role.trust.Statement ?? [];
  const { trust } = identity.role;
  const known = new Set(trust.Statement.map((statement) => JSON.stringify(statement)));
  const added = former.filter((statement) => !known.has(JSON.stringify(statement)));
  return { ...identity, role: { ...identity.role, trust: { ...trust, Statement: [...trust.Statement, ...added] } } };
}

/** The stage with the former publishers of some event types, where their service still is in its account. */
function withFormer(view: StageView, before: readonly ServiceIdentity[], types: ReadonlySet<string>): StageView {
  const contracts = new Map(view.publications.map(({ contract }) => [contract.type, contract]));
  const homes = new Map(view.services.map(({ service, account }) => [service.name, account]));
  const known = new Set(view.publications.map(({ contract, service }) => `${service} ${contract.type}`));
  const former = before
    .filter(({ service, account }) => homes.get(service) === account)
    .flatMap(({ service, account, publishes }) =>
      publishes
        .flatMap(({ eventTypes }) => eventTypes)
        .flatMap((type): Publication[] => {
          const contract = types.has(type) ? contracts.get(type) : undefined;
          return contract && !known.has(`${service} ${type}`) ? [{ contract, service, account }] : [];
        }),
    );
  return { ...view, publications: [...view.publications, ...former] };
}
