import type { LoadedStack, ResolvedResource } from '@busbar/emulator';
import type { InboxSubscription, PlannedQueue, Topology } from '@busbar/topology';

/**
 * Local rules, with their queues, that teams draw in stacks which are not at hand. They come and go with the subscription; the queues
 * stay, as those that `EventSubscription` makes do.
 */
export class StandInRules {
  readonly #defined = new Set<string>();
  readonly #stacks = new Map<string, LoadedStack>();

  /** @returns a stack for each rule that a team draws and the given stacks lack, and for each that has gone, without the rule */
  beside(topology: Pick<Topology, 'inboxes' | 'region'>, services: readonly LoadedStack[]): readonly LoadedStack[] {
    for (const { arn } of services.flatMap(({ resources }) => resources)) if (arn !== undefined) this.#defined.add(arn);
    for (const [name, stack] of this.#stacks) this.#stacks.set(name, withoutRule(stack));
    for (const { account, subscriptions, idle, bus } of topology.inboxes) {
      const place = { account, region: topology.region, busName: bus.name };
      // As `EventSubscription` has it: the queues come a step before their rule.
      for (const form of idle.filter((each) => each.idle.state === 'not-started' && this.#isMissing(each))) {
        this.#stacks.set(form.rule.arn, withoutRule(stackOf(form, place)));
      }
      for (const subscription of subscriptions.filter((each) => this.#isMissing(each))) {
        this.#stacks.set(subscription.rule.arn, stackOf(subscription, place));
      }
    }
    return [...this.#stacks.values()];
  }

  #isMissing({ drawnBy, rule }: InboxSubscription): boolean {
    return drawnBy === 'team' && !this.#defined.has(rule.arn);
  }
}

function withoutRule(stack: LoadedStack): LoadedStack {
  return { ...stack, resources: stack.resources.filter(({ type }) => type !== 'AWS::Events::Rule') };
}

interface Place {
  readonly account: string;
  readonly region: string;
  readonly busName: string;
}

function stackOf({ rule, pattern, delivery, deliveryDeadLetterQueue, retry }: InboxSubscription, place: Place): LoadedStack {
  const { account, region, busName } = place;
  const stack = `stand-in-${rule.name}`;
  const resource = (logicalId: string, type: string, more: Partial<ResolvedResource>): ResolvedResource => ({
    ...{ stack, account, region, logicalId, type, physicalId: `${stack}-${logicalId}`, name: `${stack}-${logicalId}` },
    ...{ attributes: {}, properties: {}, dependsOn: [] },
    ...more,
  });
  const queue = (logicalId: string, { name, arn }: PlannedQueue['queue']): readonly ResolvedResource[] => {
    const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
    const admits = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arn,
      Condition: { ArnEquals: { 'aws:SourceArn': rule.arn } },
    };
    return [
      resource(logicalId, 'AWS::SQS::Queue', {
        ...{ physicalId: url, name, arn, attributes: { Arn: arn, QueueName: name, QueueUrl: url } },
        properties: { QueueName: name },
      }),
      resource(`${logicalId}Policy`, 'AWS::SQS::QueuePolicy', {
        properties: { Queues: [url], PolicyDocument: { Version: '2012-10-17', Statement: [admits] } },
        dependsOn: [logicalId],
      }),
    ];
  };
  const target = 'queue' in delivery ? delivery.queue : undefined;
  const queues = [...(target ? queue('Queue', target) : []), ...queue('DeadLetterQueue', deliveryDeadLetterQueue)];
  const drawn = resource('Rule', 'AWS::Events::Rule', {
    ...{ physicalId: `${busName}|${rule.name}`, name: rule.name, arn: rule.arn, attributes: { Arn: rule.arn } },
    properties: {
      Name: rule.name,
      EventBusName: busName,
      EventPattern: pattern as ResolvedResource['properties'],
      State: 'ENABLED',
      Targets: [
        {
          Id: 'target',
          Arn: 'queue' in delivery ? delivery.queue.arn : delivery.function.arn,
          DeadLetterConfig: { Arn: deliveryDeadLetterQueue.arn },
          RetryPolicy: {
            MaximumEventAgeInSeconds: retry.maximumEventAgeInSeconds,
            MaximumRetryAttempts: retry.maximumRetryAttempts,
          },
        },
      ],
    },
    dependsOn: queues.map(({ logicalId }) => logicalId),
  });
  const stackId = `arn:aws:cloudformation:${region}:${account}:stack/${stack}/0`;
  return { name: stack, account, region, stackId, resources: [...queues, drawn], outputs: {} };
}
