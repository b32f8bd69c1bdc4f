import { factsOf, type InboxSubscription, type Named, type Topology } from '@busbar/topology';
import type { Resource, StageState } from './model';
import { ownerOfPlatform } from './platform-team';
import type { StageChange } from './stage-change';
import { nameOf, pairSubscriptions, teamsOfServices } from './subscriptions';

const QUEUE = 'AWS::SQS::Queue';

/** A resource with whom it concerns. */
interface Owned extends Resource {
  readonly team: string;
  /** A subscription, a service, or what the platform calls it. */
  readonly subject: string;
}

/**
 * Named resources that come and go. What holds messages is not deleted: it is retired, and stays until it is drained and somebody
 * acknowledges it. A subscription that stays and whose queues do not is one whose queues are replaced.
 */
export function resourceChanges(before: StageState | undefined, after: StageState | undefined): readonly StageChange[] {
  const [were, are] = [resourcesOf(before), resourcesOf(after)];
  const added = [...are].filter(([key]) => !were.has(key)).map(([, resource]) => resource);
  const gone = [...were].filter(([key]) => !are.has(key)).map(([, resource]) => resource);
  const renamed = possibleRenames(before, after);
  const stay = new Set([...are.values()].map(({ subject }) => subject));
  return [...groupBySubject(gone)].flatMap(([subject, ofSubject]): StageChange<'resources'>[] => {
    const state = ofSubject.filter(({ isState }) => isState);
    if (state.length === 0) return [];
    const isReplaced = stay.has(subject) && added.some((one) => one.subject === subject && one.isState);
    const [{ team }] = ofSubject as [Owned];
    return [
      {
        kind: 'resources',
        facts: { action: isReplaced ? 'replaced' : 'retired', resources: state.map(withoutOwner) },
        team,
        effect: 'notes',
        subject,
        says: isReplaced
          ? `${countOf(state)} replaced: what is in the old stays there`
          : `${countOf(state)} retired: kept with what is in it until it is drained and acknowledged`,
        details: [
          ...state.map(({ type, name }) => `${type} ${name}`),
          ...(isReplaced ? [] : adviceFor(subject, renamed.get(subject))),
        ],
        needsAttention: true,
      },
    ];
  });
}

function adviceFor(subject: string, renamed: string | undefined): string[] {
  const [, old = ''] = subject.split('/');
  const advice = 'When they are drained, an entry in config/retired.yaml lets them go.';
  if (renamed === undefined) return [advice];
  return [
    `"${renamed}" asks for the same. If it is the same under another name, write \`previously: ${old}\` there: it keeps its queues then.`,
    advice,
  ];
}

/** By the name of a subscription that goes: one that comes in its service and asks for the same, where there is exactly one. */
function possibleRenames(before: StageState | undefined, after: StageState | undefined): ReadonlyMap<string, string> {
  const pairs = pairSubscriptions(before, after);
  const [gone, come] = [
    pairs.flatMap((pair) => (pair.after ? [] : (pair.before ?? []))),
    pairs.flatMap((pair) => (pair.before ? [] : (pair.after ?? []))),
  ];
  return new Map(
    gone.flatMap((old): [string, string][] => {
      const [candidate, ...others] = come.filter(
        (one) => one.planned.service === old.planned.service && one.pattern === old.pattern,
      );
      return candidate && others.length === 0 ? [[old.name, candidate.name]] : [];
    }),
  );
}

function countOf(resources: readonly Resource[]): string {
  const queues = resources.filter(({ type }) => type === QUEUE).length;
  const others = resources.length - queues;
  return [
    ...(queues > 0 ? [`${queues} ${queues === 1 ? 'queue' : 'queues'}`] : []),
    ...(others > 0 ? [`${others} other ${others === 1 ? 'resource' : 'resources'} with state`] : []),
  ].join(' and ');
}

function withoutOwner({ type, name, account, isState }: Owned): Resource {
  return { type, name, account, isState };
}

function groupBySubject(resources: readonly Owned[]): ReadonlyMap<string, Owned[]> {
  const groups = new Map<string, Owned[]>();
  for (const resource of resources) groups.set(resource.subject, [...(groups.get(resource.subject) ?? []), resource]);
  return groups;
}

/** By type and ARN. */
function resourcesOf(state: StageState | undefined): ReadonlyMap<string, Owned> {
  if (!state) return new Map();
  const { manifest, topology } = state;
  const teams = teamsOfServices(manifest);
  const platform = ownerOfPlatform(manifest);
  const found = new Map<string, Owned>();
  const add = (type: string, { name, arn }: Named, account: string, team: string, subject: string, isState: boolean): void => {
    found.set(`${type} ${arn}`, { type, name, account, team, subject, isState });
  };
  const central = topology.centralAccount;
  add('AWS::Events::EventBus', topology.bus, central, platform, 'central bus', true);
  add('AWS::Events::Archive', archiveOf(topology), central, platform, 'archive', true);
  if (topology.bus.key) add(QUEUE, topology.bus.key.deadLetterQueue, central, platform, 'central bus', true);
  for (const { name, ruleArn, role, deadLetterQueue } of topology.routes) {
    add('AWS::Events::Rule', { name, arn: ruleArn }, central, platform, `route ${name}`, false);
    add('AWS::IAM::Role', role, central, platform, `route ${name}`, false);
    add(QUEUE, deadLetterQueue, central, platform, `route ${name}`, true);
  }
  for (const { account, bus, subscriptions } of topology.inboxes) {
    add('AWS::Events::EventBus', bus, account, platform, `subscriber bus of ${account}`, true);
    for (const subscription of subscriptions) {
      const team = teams.get(subscription.service) ?? '';
      add('AWS::Events::Rule', subscription.rule, account, team, nameOf(subscription), false);
      for (const queue of queuesOf(subscription)) add(QUEUE, queue, account, team, nameOf(subscription), true);
    }
  }
  for (const { service, account, role } of topology.identities)
    add('AWS::IAM::Role', role, account, teams.get(service) ?? '', service, false);
  return found;
}

function archiveOf({ bus, region, centralAccount }: Topology): Named {
  return { name: bus.archive.name, arn: `${region} ${centralAccount} ${bus.archive.name}` };
}

function queuesOf({ delivery, deliveryDeadLetterQueue }: InboxSubscription): readonly Named[] {
  return [...factsOf(delivery).queues, deliveryDeadLetterQueue];
}
