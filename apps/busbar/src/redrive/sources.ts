import { parseArn } from '@busbar/arn';
import type { InboxDelivery, InboxSubscription, Named, Route, Topology } from '@busbar/topology';
import { nearest } from '@busbar/problem';
import { CommandError, exitCode } from '../exit';

/** A dead-letter queue, and where its messages were meant to go. */
export interface DeadLetterSource {
  /** `delivery`: EventBridge could not hand it over. `processing`: the consumer could not process it. */
  readonly from: 'delivery' | 'processing';
  readonly queue: Named;
  readonly account: string;
  readonly destination: Destination;
}

/** By what sends to it: the message of a queue and the payload of a function are the event, a bus gets its parts. */
export interface Destination extends Named {
  readonly kind: 'queue' | 'function' | 'bus';
  readonly account: string;
}

/**
 * The DLQs of a subscription (`<service>/<subscription>`, also of one that has stopped) or of a route (`busbar-<account>-<part>`).
 *
 * @throws CommandError (usage) when the stage has neither
 */
export function deadLetterSources(topology: Topology, name: string): readonly DeadLetterSource[] {
  const subscriptions = topology.inboxes.flatMap(({ subscriptions, idle }) => [...subscriptions, ...idle]);
  const found = subscriptions.filter((each) => nameOf(each) === name);
  const routes = [...topology.routes, ...topology.idleRoutes].filter((route) => route.name === name);
  const sources = distinct([...found.flatMap(ofSubscription), ...routes.map((route) => ofRoute(route, topology.bus.name))]);
  if (sources.length > 0) return sources;
  const known = [...subscriptions.map(nameOf), ...topology.routes.map((route) => route.name)];
  const meant = nearest(name, known);
  throw new CommandError(
    exitCode.usage,
    `Stage "${topology.stage}" has no subscription or route "${name}".`,
    meant === undefined
      ? 'Name a subscription as <service>/<subscription>, or a route as the plan does.'
      : `Write "${meant}" if you meant that.`,
  );
}

function nameOf({ service, name }: InboxSubscription): string {
  return `${service}/${name}`;
}

function ofSubscription({ delivery, deliveryDeadLetterQueue }: InboxSubscription): readonly DeadLetterSource[] {
  const destination = destinations[delivery.kind](delivery as never);
  return [
    { from: 'delivery', queue: deliveryDeadLetterQueue, account: destination.account, destination },
    { from: 'processing', queue: delivery.processingDeadLetterQueue, account: destination.account, destination },
  ];
}

const destinations: {
  readonly [Kind in InboxDelivery['kind']]: (delivery: Extract<InboxDelivery, { kind: Kind }>) => Destination;
} = {
  queue: ({ queue }) => ({ kind: 'queue', ...queue, account: accountOf(queue.arn) }),
  function: ({ function: planned }) => ({ kind: 'function', ...planned, account: accountOf(planned.arn) }),
};

/** To the subscriber bus, not to the central one: there everybody else would get the event again. */
function ofRoute(route: Pick<Route, 'deadLetterQueue' | 'targetArn' | 'account'>, bus: string): DeadLetterSource {
  const destination = { kind: 'bus' as const, name: bus, arn: route.targetArn, account: route.account };
  return { from: 'delivery', queue: route.deadLetterQueue, account: accountOf(route.deadLetterQueue.arn), destination };
}

function accountOf(arn: string): string {
  return parseArn(arn)?.account ?? '';
}

/** A function's DLQ is that of all subscriptions that share it. */
function distinct(sources: readonly DeadLetterSource[]): readonly DeadLetterSource[] {
  return [...new Map(sources.map((source) => [source.queue.arn, source])).values()];
}
