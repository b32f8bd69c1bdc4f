import type { PlannedHeartbeat } from '../heartbeat/model';
import { queuesOf } from '../inboxes';
import type { DeploymentUnit, IdleSubscription, InboxSubscription, Topology } from '../model';
import type { Observability } from '../observability/index';
import type { DrawnState } from './platform-state';
import { digestOfUnit, partOfUnit, unitKey, unitsOf } from './units';

/** What a step does to one stack. */
export interface StackChange {
  readonly stack: string;
  readonly account: string;
  readonly action: 'create' | 'update' | 'delete';
  /** Sorted as they are planned: what comes, what changes, what goes. */
  readonly resources: readonly ResourceChange[];
}

export interface ResourceChange {
  readonly action: 'add' | 'change' | 'remove';
  /** `rule`, `queue`, `role`, `bus`, `bus policy`, `key`, `archive`, `function`, `log group`, `alarm`, `topic`, `dashboard`, `sink`, `link`. */
  readonly kind: string;
  readonly name: string;
}

/** What becomes of the stacks between two states of a stage, in order of deployment. */
export function stackChanges(before: Topology | undefined, after: Topology): readonly StackChange[] {
  const had = new Map((before ? unitsOf(before) : []).map((unit) => [unitKey(unit), unit]));
  const changed = unitsOf(after).flatMap((unit): StackChange[] => {
    const old = had.get(unitKey(unit));
    had.delete(unitKey(unit));
    if (!before || !old) return [changeOf(unit, 'create', new Map(), drawnBy(after, unit))];
    if (digestOfUnit(before, old) === digestOfUnit(after, unit)) return [];
    return [changeOf(unit, 'update', drawnBy(before, old), drawnBy(after, unit))];
  });
  const deleted = [...had.values()].map((unit) =>
    changeOf(unit, 'delete', before ? drawnBy(before, unit) : new Map(), new Map()),
  );
  return [...changed, ...deleted];
}

type Drawn = ReadonlyMap<string, { readonly kind: string; readonly name: string; readonly content: readonly unknown[] }>;

function changeOf({ stack, account }: DeploymentUnit, action: StackChange['action'], before: Drawn, after: Drawn): StackChange {
  const resources = [
    ...[...after].flatMap(([key, { kind, name, content }]): ResourceChange[] => {
      const old = before.get(key);
      if (!old) return [{ action: 'add', kind, name }];
      return JSON.stringify(old.content) === JSON.stringify(content) ? [] : [{ action: 'change', kind, name }];
    }),
    ...[...before]
      .filter(([key]) => !after.has(key))
      .map(([, { kind, name }]): ResourceChange => ({ action: 'remove', kind, name })),
  ];
  return { stack, account, action, resources };
}

/** The resources that a unit's stack draws, as far as they have a name of their own. */
function drawnBy(state: DrawnState, unit: DeploymentUnit): Drawn {
  const {
    bus,
    routes = [],
    idleRoutes = [],
    inboxes = [],
    identities = [],
    idleIdentities = [],
    observability,
  } = partOfUnit(state, unit);
  const drawn = new Map<string, { kind: string; name: string; content: readonly unknown[] }>();
  const draw: Draw = (kind, name, ...content) => {
    drawn.set(`${kind} ${name}`, { kind, name, content });
  };
  if (bus) {
    draw('bus', bus.name, bus.encryption);
    draw('bus policy', bus.name, bus.policy.document);
    draw('archive', bus.archive.name, bus.archive);
    if (bus.key) draw('key', bus.key.alias, bus.key);
    if (bus.heartbeat) drawHeartbeat(bus.heartbeat, draw);
  }
  for (const { name, pattern, retry } of routes) draw('rule', name, pattern, retry);
  for (const { role, deadLetterQueue } of [...routes, ...idleRoutes]) {
    draw('role', role.name, role);
    draw('queue', deadLetterQueue.name);
  }
  for (const inbox of inboxes) {
    draw('bus', inbox.bus.name);
    draw('bus policy', inbox.bus.name, inbox.policy.document);
    if (inbox.heartbeat) {
      draw('rule', inbox.heartbeat.rule.name, inbox.heartbeat.pattern);
      draw('queue', inbox.heartbeat.queue.name, inbox.heartbeat);
    }
    for (const subscription of [...inbox.subscriptions, ...inbox.idle]) drawSubscription(subscription, draw);
  }
  for (const { role } of [...identities, ...idleIdentities]) draw('role', role.name, role);
  if (observability) drawObservability(observability, draw);
  return drawn;
}

type Draw = (kind: string, name: string, ...content: readonly unknown[]) => void;

function drawObservability({ alarms, composites, topics, dashboards, sinks, links }: Observability, draw: Draw): void {
  for (const alarm of [...alarms, ...composites]) draw('alarm', alarm.name, alarm);
  for (const topic of topics) draw('topic', topic.name, topic);
  for (const dashboard of dashboards) draw('dashboard', dashboard.name, dashboard);
  for (const sink of sinks) draw('sink', sink.name, sink);
  for (const link of links) draw('link', link.sinkArn, link);
}

function drawHeartbeat({ function: fn, role, schedule, logGroup, invokedFrom }: PlannedHeartbeat, draw: Draw): void {
  draw('function', fn.name, fn, invokedFrom);
  draw('role', role.name, role);
  draw('rule', schedule.name, schedule);
  draw('log group', logGroup.name, logGroup);
}

function drawSubscription(subscription: InboxSubscription | IdleSubscription, draw: Draw): void {
  const idle = 'idle' in subscription ? subscription.idle : undefined;
  const { rule, pattern, delivery, retry, paused } = subscription;
  if (!idle || idle.state === 'draining') draw('rule', rule.name, pattern, delivery, retry, paused);
  const isDeleted = idle?.state === 'stopped' && idle.deletion === 'acknowledged';
  for (const queue of queuesOf(subscription)) draw('queue', queue.name, isDeleted, delivery);
}
