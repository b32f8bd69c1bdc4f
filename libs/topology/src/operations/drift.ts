import { factsOf } from '../deliveries/index';
import { queuesOf } from '../inboxes';
import type { IdleSubscription, Inbox, InboxSubscription, Named } from '../model';
import type { PlatformState } from '../rollout/platform-state';
import { canonical } from './canonical';

/** What is looked at of a bus: as it is planned, or as AWS says it is. */
export interface BusDescription {
  readonly arn: string;
  readonly account: string;
  /** A policy document. */
  readonly policy?: unknown;
  readonly rules: readonly RuleDescription[];
}

export interface RuleDescription {
  readonly name: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly pattern: unknown;
  readonly targets: readonly TargetDescription[];
}

export interface TargetDescription {
  readonly arn: string;
  readonly roleArn?: string;
  readonly deadLetterArn?: string;
  /** `<seconds> s, <attempts> attempts`. */
  readonly retry?: string;
}

/** A queue, and the rules that its policy has to admit. */
export interface QueueExpectation extends Named {
  readonly account: string;
  readonly admits: readonly string[];
}

/** What a stage should have, as far as it carries events. */
export interface ExpectedStage {
  readonly buses: readonly BusDescription[];
  /** Rules of a bus that teams draw themselves, by ARN of the bus: they are not compared. */
  readonly teamRules: ReadonlyMap<string, ReadonlySet<string>>;
  readonly queues: readonly QueueExpectation[];
}

/** What was found of it; nothing under the ARN of what is not there. */
export interface FoundStage {
  readonly buses: ReadonlyMap<string, BusDescription>;
  /** Policy documents by ARN of the queue; `null` for a queue without one. */
  readonly queues: ReadonlyMap<string, unknown>;
}

/** Something that is not as it was deployed. */
export interface Drift {
  readonly account: string;
  readonly kind: 'stack' | 'bus' | 'bus policy' | 'rule' | 'queue' | 'queue policy';
  readonly name: string;
  /** `disabled`: a rule that somebody has stopped. It is reported, and never started again by itself. */
  readonly drift: 'missing' | 'unexpected' | 'changed' | 'disabled' | 'enabled';
  /** What differs, for people. */
  readonly detail: string;
}

/** What a state puts into the accounts of its stage. */
export function expectedStage(state: PlatformState, centralAccount: string): ExpectedStage {
  const central: BusDescription = {
    arn: state.bus.arn,
    account: centralAccount,
    policy: state.bus.policy.document,
    rules: state.routes.map(({ name, pattern, targetArn, role, deadLetterQueue, retry }) => ({
      name,
      state: 'ENABLED',
      pattern,
      targets: [{ arn: targetArn, roleArn: role.arn, deadLetterArn: deadLetterQueue.arn, retry: retryText(retry) }],
    })),
  };
  const routeQueues = [...state.routes, ...state.idleRoutes].map(({ deadLetterQueue, ruleArn }): QueueExpectation => ({
    ...deadLetterQueue,
    account: centralAccount,
    admits: [ruleArn],
  }));
  return {
    buses: [central, ...state.inboxes.map(expectedBus)],
    teamRules: new Map(state.inboxes.map((inbox) => [inbox.bus.arn, teamRulesOf(inbox)])),
    queues: [...routeQueues, ...state.inboxes.flatMap(expectedQueues)],
  };
}

function expectedBus(inbox: Inbox): BusDescription {
  const ruled = [...inbox.subscriptions, ...inbox.idle].filter((each) => each.drawnBy !== 'team' && hasRule(each));
  return {
    arn: inbox.bus.arn,
    account: inbox.account,
    policy: inbox.policy.document,
    rules: [...heartbeatRules(inbox), ...ruled.map(ruleOf)],
  };
}

function ruleOf({ rule, pattern, delivery, deliveryDeadLetterQueue, retry, paused }: InboxSubscription): RuleDescription {
  const target = { arn: factsOf(delivery).target.arn, deadLetterArn: deliveryDeadLetterQueue.arn, retry: retryText(retry) };
  return { name: rule.name, state: paused ? 'DISABLED' : 'ENABLED', pattern, targets: [target] };
}

/** What cannot be delivered is to be missed: it has neither retries nor a dead-letter queue. */
function heartbeatRules({ heartbeat }: Inbox): readonly RuleDescription[] {
  if (!heartbeat) return [];
  const { rule, pattern, queue } = heartbeat;
  const retry = retryText({ maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 });
  return [{ name: rule.name, state: 'ENABLED', pattern, targets: [{ arn: queue.arn, retry }] }];
}

function hasRule(subscription: InboxSubscription | IdleSubscription): boolean {
  return !('idle' in subscription) || subscription.idle.state === 'draining';
}

function teamRulesOf({ subscriptions, idle }: Inbox): ReadonlySet<string> {
  return new Set([...subscriptions, ...idle].flatMap(({ drawnBy, rule }) => (drawnBy === 'team' ? [rule.name] : [])));
}

/** The delivery DLQ and what the rule sends to admit it; what else a subscription has is filled by SQS or by the consumer. */
function expectedQueues({ account, subscriptions, idle }: Inbox): readonly QueueExpectation[] {
  const queues = [...subscriptions, ...idle].flatMap((subscription) => {
    const { delivery, deliveryDeadLetterQueue, rule } = subscription;
    const admitting = new Set([factsOf(delivery).target.arn, deliveryDeadLetterQueue.arn]);
    return queuesOf(subscription).map((queue): QueueExpectation => ({
      ...queue,
      account,
      admits: admitting.has(queue.arn) ? [rule.arn] : [],
    }));
  });
  return [...new Map(queues.map((queue) => [queue.arn, queue])).values()];
}

/** @param retry as EventBridge has it */
export function retryText(retry: { readonly maximumEventAgeInSeconds: number; readonly maximumRetryAttempts: number }): string {
  return `${retry.maximumEventAgeInSeconds} s, ${retry.maximumRetryAttempts} attempts`;
}

/** Every difference, in the order of what is expected. */
export function findDrift(expected: ExpectedStage, found: FoundStage): readonly Drift[] {
  return [
    ...expected.buses.flatMap((bus) => busDrift(bus, found.buses.get(bus.arn), expected.teamRules.get(bus.arn))),
    ...expected.queues.flatMap((queue) => queueDrift(queue, found.queues)),
  ];
}

function busDrift(
  expected: BusDescription,
  found: BusDescription | undefined,
  ofTeams: ReadonlySet<string> = new Set(),
): readonly Drift[] {
  const { account } = expected;
  const name = nameOf(expected.arn);
  if (!found) return [{ account, kind: 'bus', name, drift: 'missing', detail: 'There is no such bus.' }];
  const rules = new Map(found.rules.map((rule) => [rule.name, rule]));
  const planned = new Set(expected.rules.map((rule) => rule.name));
  const isPolicySame = canonical(expected.policy) === canonical(found.policy);
  return [
    ...(isPolicySame
      ? []
      : [
          {
            account,
            kind: 'bus policy' as const,
            name,
            drift: 'changed' as const,
            detail: policyDetail(expected.policy, found.policy),
          },
        ]),
    ...expected.rules.flatMap((rule) => ruleDrift(rule, rules.get(rule.name), account)),
    ...found.rules
      .filter((rule) => !planned.has(rule.name) && !ofTeams.has(rule.name))
      .map((rule): Drift => ({
        account,
        kind: 'rule',
        name: rule.name,
        drift: 'unexpected',
        detail: `Nobody planned it on ${name}.`,
      })),
  ];
}

function ruleDrift(expected: RuleDescription, found: RuleDescription | undefined, account: string): readonly Drift[] {
  const { name } = expected;
  const report = (drift: Drift['drift'], detail: string): Drift => ({ account, kind: 'rule', name, drift, detail });
  if (!found) return [report('missing', 'There is no such rule.')];
  const drifts: Drift[] = [];
  if (found.state !== expected.state) {
    const isOff = found.state === 'DISABLED';
    drifts.push(
      isOff
        ? report('disabled', 'Somebody has stopped it: what it matches is discarded.')
        : report('enabled', 'Its subscription is paused, and somebody has started it.'),
    );
  }
  if (canonical(expected.pattern) !== canonical(found.pattern)) drifts.push(report('changed', 'It has another pattern.'));
  if (canonical(expected.targets) !== canonical(found.targets))
    drifts.push(report('changed', targetDetail(expected.targets, found.targets)));
  return drifts;
}

function targetDetail([expected]: readonly TargetDescription[], found: readonly TargetDescription[]): string {
  const [first, ...more] = found;
  if (!first) return 'It has no target.';
  if (more.length > 0) return `It has ${found.length} targets, not one.`;
  const labels: Readonly<Record<keyof TargetDescription, string>> = {
    arn: 'sends to',
    roleArn: 'uses the role',
    deadLetterArn: 'has the dead-letter queue',
    retry: 'retries for',
  };
  const differing = (Object.keys(labels) as (keyof TargetDescription)[]).filter((key) => expected?.[key] !== first[key]);
  return differing.map((key) => `It ${labels[key]} ${first[key] ?? 'nothing'}, not ${expected?.[key] ?? 'nothing'}.`).join(' ');
}

interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

function statementsOf(policy: unknown): readonly PolicyStatement[] {
  const { Statement = [] } = (policy ?? {}) as { readonly Statement?: PolicyStatement | readonly PolicyStatement[] };
  return [Statement].flat() as readonly PolicyStatement[];
}

function policyDetail(expected: unknown, found: unknown): string {
  const known = new Set(statementsOf(expected).map(canonical));
  const there = new Set(statementsOf(found).map(canonical));
  const label = (statement: PolicyStatement): string => statement.Sid ?? canonical(statement.Principal);
  const added = statementsOf(found).filter((statement) => !known.has(canonical(statement)));
  const gone = statementsOf(expected).filter((statement) => !there.has(canonical(statement)));
  const parts = [
    ...(gone.length > 0 ? [`lacks ${gone.map(label).join(', ')}`] : []),
    ...(added.length > 0 ? [`has ${added.map(label).join(', ')} besides`] : []),
  ];
  return `It ${parts.join(', and ') || 'is another one'}.`;
}

/** The queue is there, its rules may send to it, and nothing else that EventBridge or anybody outside does. */
function queueDrift(expected: QueueExpectation, found: FoundStage['queues']): readonly Drift[] {
  const { account, name, arn } = expected;
  if (!found.has(arn)) return [{ account, kind: 'queue', name, drift: 'missing', detail: 'There is no such queue.' }];
  const allows = statementsOf(found.get(arn)).filter(({ Effect }) => Effect === 'Allow');
  const admitted = new Set(allows.flatMap(sourcesOf));
  const lacking = expected.admits.filter((rule) => !admitted.has(rule));
  const besides = allows.filter((statement) => {
    const sources = sourcesOf(statement);
    return sources.length === 0 || sources.some((source) => !expected.admits.includes(source));
  });
  const report = (detail: string): Drift => ({ account, kind: 'queue policy', name, drift: 'changed', detail });
  return [
    ...lacking.map((rule) => report(`It does not admit ${rule}.`)),
    ...besides.map(({ Sid, Principal }) => report(`It admits ${Sid ?? canonical(Principal)} besides.`)),
  ];
}

/** The rules that a statement admits. */
function sourcesOf({ Condition }: PolicyStatement): readonly string[] {
  return [Condition?.['ArnEquals']?.['aws:SourceArn'] ?? []].flat();
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
