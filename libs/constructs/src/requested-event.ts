import { parsePattern, subsumes } from '@busbar/event-pattern';
import type { ServiceSubscription, ServiceTopology } from '@busbar/topology/service';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { canonical } from './canonical';
import { ConstructError } from './construct-error';
import type { EventHandler } from './event-handler';

/** An event type of the generated bindings, as far as its rule is concerned. */
export interface EventTypeBinding {
  /** `<name>@<major>`. */
  readonly type: string;
  /** The pattern of its events: of all, or of those whose data meets a filter. */
  pattern(filter?: never): {
    readonly source: readonly string[];
    readonly 'detail-type': readonly string[];
    readonly detail?: { readonly data: object };
  };
}

/** The filters that an event type has: of fields and values that its contract has. */
export type FilterOf<Binding extends EventTypeBinding> = Binding extends { pattern(filter?: infer Filter): unknown }
  ? NonNullable<Filter>
  : never;

/** What receives events: code to make a function of, a function, or a queue. */
export type EventReceiver = EventHandler | IFunction | IQueue;

/** What {@link on} returns. */
export interface RequestedEvent {
  readonly eventType: string;
  readonly pattern: Readonly<Record<string, unknown>>;
  /** @default - a queue */
  readonly receiver?: EventReceiver;
  /** @default - the one that asks for these events */
  readonly subscription?: string;
}

export interface OnOptions {
  /** Name of the subscription, where several of the service ask for the same events. @default - the only one that does */
  readonly subscription?: string;
}

/**
 * Events of one type, and what receives them.
 *
 * ```ts
 * on(DeliveryStatusUpdated, { entry: 'src/arrivals.ts' }, { status: ['DELIVERED'] })
 * ```
 *
 * @param eventType from the generated bindings
 * @param receiver code to make a function of, a function, or a queue. Default: a queue is made.
 * @param filter on the data of the event; a field or a value that the contract does not have does not compile. Default: every event
 */
export function on<Binding extends EventTypeBinding>(
  eventType: Binding,
  receiver?: EventReceiver,
  filter?: FilterOf<Binding>,
  { subscription }: OnOptions = {},
): RequestedEvent {
  return {
    eventType: eventType.type,
    pattern: { ...eventType.pattern(filter as never) },
    ...(receiver && { receiver }),
    ...(subscription !== undefined && { subscription }),
  };
}

/** A requested event with the subscription that gives it. */
export interface MatchedEvent {
  readonly request: RequestedEvent;
  readonly subscription: ServiceSubscription;
}

/**
 * Finds the subscriptions that give what is asked for.
 *
 * @param id of the construct; names the subscription in the lines to add
 * @throws ConstructError with the lines of YAML to add, when nothing does
 */
export function matchEvents(topology: ServiceTopology, requests: readonly RequestedEvent[], id: string): readonly MatchedEvent[] {
  const taken = new Set<ServiceSubscription>();
  return requests.map((request) => {
    const subscription = subscriptionOf(topology, request, id);
    if (taken.has(subscription)) {
      throw new ConstructError(
        `"${id}" asks twice for what subscription "${topology.service}/${subscription.name}" gives. Leave one out, or subscribe twice.`,
      );
    }
    taken.add(subscription);
    return { request, subscription };
  });
}

function subscriptionOf(topology: ServiceTopology, request: RequestedEvent, id: string): ServiceSubscription {
  const { service, subscriptions, stage } = topology;
  const named = subscriptions.filter(
    ({ name, eventType }) =>
      eventType === request.eventType && (request.subscription === undefined || name === request.subscription),
  );
  const giving = named.filter((subscription) => gives(subscription, request));
  const exact = giving.filter(({ pattern }) => isSame(pattern, request.pattern));
  const [found, ...others] = exact.length > 0 ? exact : giving;
  if (found && others.length === 0) return found;
  if (found) {
    const names = [found, ...others].map(({ name }) => `"${name}"`).join(', ');
    throw new ConstructError(
      `Several subscriptions of "${service}" give ${request.eventType} so: ${names}. Say which: on(…, { subscription: "${found.name}" }).`,
    );
  }
  throw new ConstructError(
    `"${id}" asks for ${describe(request)}, which config/subscriptions/${service}.yaml does not route to "${service}" in stage ` +
      `"${stage}"${whatThereIs(named)}. ${linesToAdd(topology, request, id)}`,
  );
}

function whatThereIs(subscriptions: readonly ServiceSubscription[]): string {
  if (subscriptions.length === 0) return '';
  return ` (it has ${subscriptions.map(({ name, pattern }) => `"${name}" with the filter ${filterText(pattern)}`).join(', ')})`;
}

function linesToAdd({ service }: ServiceTopology, { pattern, eventType, subscription }: RequestedEvent, id: string): string {
  const filter = filterIn(pattern);
  const lines = [
    `  - name: ${subscription ?? kebab(id)}`,
    '    description: <what the service does with the events>',
    `    eventType: ${eventType}`,
    ...(filter === undefined ? [] : [`    filter: ${JSON.stringify(filter)}`]),
    '    drawnBy: team',
    '    delivery: { kind: queue, definedIn: elsewhere } # without this line if the stack is in the workspace of the platform',
  ];
  return `Add there, or correct the filter:\n\nservice: ${service}\nsubscriptions:\n${lines.join('\n')}\n`;
}

/** The team's rule may ask for less than the route brings; the platform's rule is as the subscription says. */
function gives({ pattern, drawnBy }: ServiceSubscription, { pattern: requested }: RequestedEvent): boolean {
  if (isSame(pattern, requested)) return true;
  const [routed, asked] = [parsed(pattern), parsed(requested)];
  const isWithin = subsumes(routed, asked).answer === 'yes';
  return drawnBy === 'team' ? isWithin : isWithin && subsumes(asked, routed).answer === 'yes';
}

function parsed(pattern: Readonly<Record<string, unknown>>) {
  try {
    return parsePattern(JSON.stringify(pattern));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConstructError(`EventBridge does not accept the filter ${filterText(pattern)}: ${message}.`);
  }
}

/** Whether two patterns are the same but for the order of their fields. */
function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function describe({ eventType, pattern }: RequestedEvent): string {
  return filterIn(pattern) === undefined ? `every ${eventType}` : `${eventType} with the filter ${filterText(pattern)}`;
}

function filterText(pattern: Readonly<Record<string, unknown>>): string {
  const filter = filterIn(pattern);
  return filter === undefined ? 'none' : JSON.stringify(filter);
}

function filterIn({ detail }: { readonly detail?: unknown }): unknown {
  return (detail as { readonly data?: unknown } | undefined)?.data;
}

function kebab(id: string): string {
  return id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
