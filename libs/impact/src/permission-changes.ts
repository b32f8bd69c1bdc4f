import { factsOf, type ServiceIdentity, type Topology } from '@busbar/topology';
import type { ChangeFacts, StageState } from './model';
import type { StageChange } from './stage-change';
import { nameOf, teamsOfServices } from './subscriptions';
import { busPolicyChanges } from './bus-policy-changes';

type Permission = ChangeFacts['permission']['permission'];

/** What a service may do, by permission. */
type Rights = Readonly<Record<Permission, readonly string[]>>;

const SAYS: Readonly<Record<Permission, { readonly gains: string; readonly loses: string }>> = {
  publish: { gains: 'may publish', loses: 'may no longer publish' },
  consume: { gains: 'may read the queues of', loses: 'may no longer read the queues of' },
  'assume-role': { gains: 'may be assumed by', loses: 'may no longer be assumed by' },
};

/** Permissions that services gain and lose, and what the bus policy grants beyond them. */
export function permissionChanges(before: StageState | undefined, after: StageState | undefined): readonly StageChange[] {
  const [were, are] = [rightsOf(before?.topology), rightsOf(after?.topology)];
  const teams = new Map([...teamsOf(before), ...teamsOf(after)]);
  const services = [...new Set([...were.keys(), ...are.keys()])].sort();
  const changes = services.flatMap((service) =>
    (Object.keys(SAYS) as Permission[]).flatMap((permission) => {
      const had = were.get(service)?.[permission] ?? [];
      const has = [
        ...(are.get(service)?.[permission] ?? []),
        ...(permission === 'consume' && stays(service, before, after) ? had : []),
      ];
      return (['gains', 'loses'] as const).flatMap((effect): StageChange<'permission'>[] => {
        const of = effect === 'gains' ? has.filter((one) => !had.includes(one)) : had.filter((one) => !has.includes(one));
        if (of.length === 0) return [];
        return [
          {
            kind: 'permission',
            facts: { service, permission, of },
            team: teams.get(service) ?? '',
            effect,
            subject: service,
            says: `${SAYS[permission][effect]} ${of.length > 3 ? `${of.slice(0, 3).join(', ')} and ${of.length - 3} more` : of.join(', ')}`,
            details: of.length > 3 ? of : [],
            needsAttention: effect === 'loses' ? permission === 'publish' : permission === 'assume-role' && had.length > 0,
          },
        ];
      });
    }),
  );
  return [...changes, ...busPolicyChanges(before, after)];
}

/** A role reads the queues with its service's tag, so that of a retired subscription, too: it has to be drained. */
function stays(service: string, before: StageState | undefined, after: StageState | undefined): boolean {
  const homeIn = (state: StageState | undefined) =>
    state?.topology.identities.find((identity) => identity.service === service)?.account;
  const home = homeIn(after);
  return home !== undefined && home === homeIn(before);
}

function teamsOf(state: StageState | undefined): ReadonlyMap<string, string> {
  return teamsOfServices(state?.manifest ?? { services: [] });
}

function rightsOf(topology: Topology | undefined): ReadonlyMap<string, Rights> {
  if (!topology) return new Map();
  const polled = new Map<string, string[]>();
  for (const subscription of topology.inboxes.flatMap(({ subscriptions }) => subscriptions)) {
    if (!factsOf(subscription.delivery).polledQueue) continue;
    polled.set(subscription.service, [...(polled.get(subscription.service) ?? []), nameOf(subscription)]);
  }
  return new Map(
    topology.identities.map((identity) => [
      identity.service,
      {
        publish: identity.publishes.flatMap(({ eventTypes }) => eventTypes),
        consume: polled.get(identity.service) ?? [],
        'assume-role': trusted(identity),
      },
    ]),
  );
}

/** Who may assume the role, without account ids, which differ by stage. */
function trusted({ role, account }: ServiceIdentity): readonly string[] {
  return role.trust.Statement.flatMap(({ Principal, Condition }) => {
    const principals = typeof Principal === 'object' ? Object.values(Principal).flat() : [String(Principal)];
    const condition = Condition ? ` under ${JSON.stringify(Condition)}` : '';
    return principals.map((principal) => `${String(principal)}${condition}`.replaceAll(account, '<account>'));
  });
}
