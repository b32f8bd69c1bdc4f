import { eventTypeName, fieldAt, fieldNames, parseEventTypeName, type Contract, type ParsedContracts } from '@busbar/contracts';
import { nearest, type Path, type Problem, type SourceDocument } from '@busbar/problem';
import type * as z from 'zod';
import type { ShapedFile } from './config-files';
import { isDefinedInVain, sharedReceiver } from './deliveries';
import { checkFilter } from './filter-check';
import { functionRetry } from './function-retry';
import { manifestProblem } from './manifest-problems';
import type { RetryPolicy, Subscription } from './model';
import type { subscriptionsShape } from './shapes';

type SubscriptionsFile = ShapedFile<z.output<typeof subscriptionsShape>>;

/** The subscriptions of a file. */
export function readSubscriptions({ name: service, value, document }: SubscriptionsFile, retry: RetryPolicy): Subscription[] {
  return value.subscriptions.map(({ retry: overrides, filter, reads, previously, ...entry }, index) => {
    const path: Path = ['subscriptions', index];
    return {
      ...entry,
      service,
      retry: { ...retry, ...defined(overrides) },
      at: document.at(path),
      document,
      path,
      ...(filter && { filter: document.valueAt([...path, 'filter']) as typeof filter }),
      ...(reads && { reads }),
      ...(previously !== undefined && { previously }),
    };
  });
}

/** What is wrong with the subscriptions of one service. */
export function checkSubscriptions(subscriptions: readonly Subscription[], contracts: ParsedContracts): Problem[] {
  return [
    ...duplicates(subscriptions),
    ...cutShort(subscriptions),
    ...previousNames(subscriptions),
    ...subscriptions.flatMap(definedInVain),
    ...subscriptions.flatMap(whilePaused),
    ...subscriptions.flatMap((subscription) => checkSubscription(subscription, contracts)),
  ];
}

function definedInVain({ delivery, drawnBy, document, path }: Subscription): Problem[] {
  if (drawnBy === 'team' || !isDefinedInVain(delivery)) return [];
  return [
    manifestProblem(
      'delivery/defined-in-without-team',
      document.at([...path, 'delivery', 'definedIn']),
      "The platform's stack draws this, so no stack of the team defines it.",
      'Write "drawnBy: team" beside "delivery", or leave "definedIn" out.',
    ),
  ];
}

function whilePaused({ paused, service, name, document, path }: Subscription): Problem[] {
  if (!paused) return [];
  return [
    manifestProblem(
      'subscription/paused',
      document.at([...path, 'paused']),
      `"${service}/${name}" is paused: what is published meanwhile does not reach it, also not afterwards.`,
      'Remove "paused" when it may go on. A replay of the archive delivers what it has missed.',
    ),
  ];
}

/** Two subscriptions cannot have the queues of one name. */
function previousNames(subscriptions: readonly Subscription[]): Problem[] {
  return subscriptions.flatMap(({ previously, document, path }, index) => {
    if (previously === undefined) return [];
    const isTaken = subscriptions.some(
      ({ name, previously: other }, place) => name === previously || (other === previously && place < index),
    );
    if (!isTaken) return [];
    return [
      manifestProblem(
        'subscription/previous-name-in-use',
        document.at([...path, 'previously']),
        `The queues of "${previously}" belong to the subscription of that name, or to another one that was called so.`,
        'Name the subscription that this one was before, or leave the key out.',
      ),
    ];
  });
}

export function checkSubscribingService({ document, name }: SubscriptionsFile, services: ReadonlySet<string>): Problem[] {
  if (services.has(name)) return [];
  const meant = nearest(name, [...services]);
  return [
    manifestProblem(
      'subscription/unknown-service',
      document.at(['service']),
      `There is no service "${name}".`,
      meant ? `Write "${meant}" if you meant that, here and in the file's name.` : `Add "config/services/${name}.yaml".`,
    ),
  ];
}

function checkSubscription(subscription: Subscription, contracts: ParsedContracts): Problem[] {
  const contract = contracts.contracts.find(({ type }) => type === subscription.eventType);
  if (!contract) return unknownEventProblem(subscription, contracts);
  return [
    ...lifecycleProblem(subscription, contract),
    ...checkFilter(subscription, contract),
    ...checkReads(subscription, contract),
  ];
}

/** Fields that are read have to be there: whoever changes the contract is told by them whom the change hits. */
function checkReads({ reads = [], document, path }: Subscription, { schema, type }: Contract): Problem[] {
  return reads.flatMap((read, index) => {
    const field = read.split('.');
    if (fieldAt(schema, field).length > 0) return [];
    const parent = field.slice(0, -1);
    const names = fieldNames(schema, parent);
    const meant = nearest(field.at(-1) ?? '', names);
    return manifestProblem(
      'subscription/unknown-read',
      document.at([...path, 'reads', index]),
      `There is no field "${read}" in ${type}.`,
      meant ? `Write "${[...parent, meant].join('.')}" if you meant that.` : 'Name fields of the contract.',
    );
  });
}

function unknownEventProblem({ eventType, document, path }: Subscription, { declared }: ParsedContracts): Problem[] {
  const at = document.at([...path, 'eventType']);
  const name = parseEventTypeName(eventType);
  const event = name?.event ?? eventType;
  const majors = declared.get(event);
  if (!majors) {
    const types = [...declared].flatMap(([known, numbers]) => [...numbers].map((major) => eventTypeName(known, major)));
    const meant = nearest(eventType, types) ?? typeContaining(event, types);
    return [
      manifestProblem(
        'subscription/unknown-event',
        at,
        `There is no event "${event}".`,
        meant ? `Write "${meant}" if you meant that.` : 'Look up what there is under config/events/.',
      ),
    ];
  }
  // Its files have problems of their own.
  if (name && majors.has(name.major)) return [];
  const known = [...majors].sort((a, b) => a - b).map((major) => `"${eventTypeName(event, major)}"`);
  return [
    manifestProblem(
      'subscription/unknown-major',
      at,
      name ? `The event "${event}" has no major ${name.major}.` : `"${eventType}" does not say which major.`,
      `Write ${known.join(' or ')}.`,
    ),
  ];
}

/** The only type that has the name in it, in whatever style: `order.scheduled`, `OrderScheduled`. */
function typeContaining(name: string, types: readonly string[]): string | undefined {
  const folded = (text: string): string => text.toLowerCase().replace(/@.*|[^a-z0-9]/g, '');
  const [found, ...others] = types.filter((type) => folded(type).includes(folded(name)));
  return folded(name).length >= 4 && others.length === 0 ? found : undefined;
}

function lifecycleProblem({ eventType, document, path }: Subscription, { lifecycle }: Contract): Problem[] {
  const at = document.at([...path, 'eventType']);
  const fix =
    lifecycle.replacement === undefined
      ? 'Ask the owner of the event what replaces it.'
      : `Subscribe to "${lifecycle.replacement}".`;
  switch (lifecycle.state) {
    case 'retired':
      return [manifestProblem('subscription/retired-event', at, `"${eventType}" is retired: it is no longer published.`, fix)];
    case 'deprecated':
      return [
        manifestProblem(
          'subscription/deprecated-event',
          at,
          `"${eventType}" is deprecated; it is published until ${lifecycle.sunset ?? 'further notice'}.`,
          fix,
        ),
      ];
    case 'active':
    case 'draft':
      return [];
  }
}

function duplicates(subscriptions: readonly Subscription[]): Problem[] {
  const names = new Set<string>();
  const contents = new Map<string, string>();
  return subscriptions.flatMap(({ name, eventType, filter, delivery, document, path }): Problem[] => {
    const content = JSON.stringify([eventType, filter, delivery]);
    const twin = contents.get(content);
    const receiver = sharedReceiver(delivery);
    if (receiver !== undefined) contents.set(content, twin ?? name);
    if (names.has(name)) return [duplicateName(name, document, path)];
    names.add(name);
    if (twin === undefined || receiver === undefined) return [];
    return [
      manifestProblem(
        'subscription/duplicate',
        document.at([...path, 'name']),
        `"${name}" is the same as "${twin}": ${receiver} would get each event twice.`,
        'Remove one of them.',
      ),
    ];
  });
}

/** Whoever wrote "three hours" has to be told that the neighbour's "two minutes" hold, since the function is one. */
function cutShort(subscriptions: readonly Subscription[]): Problem[] {
  return subscriptions.flatMap(({ name, service, delivery, retry, document, path }): Problem[] => {
    const receiver = sharedReceiver(delivery);
    if (receiver === undefined) return [];
    const sharing = subscriptions.filter((other) => sharedReceiver(other.delivery) === receiver);
    const own = functionRetry([retry]);
    const shared = functionRetry(sharing.map((other) => other.retry));
    const strictest = sharing.find((other) => isStricter(functionRetry([other.retry]), own));
    if (!strictest) return [];
    return [
      manifestProblem(
        'subscription/retry-cut-short',
        document.at([...path, 'delivery']),
        `"${service}/${name}" asks for ${describe(own)}, but Lambda has one limit for the ${receiver}, which "${strictest.name}" ` +
          `shares: ${describe(shared)}.`,
        'Give the subscriptions the same retry, or one of them a function of its own.',
      ),
    ];
  });
}

function isStricter(a: RetryPolicy, b: RetryPolicy): boolean {
  return a.maximumEventAgeInSeconds < b.maximumEventAgeInSeconds || a.maximumRetryAttempts < b.maximumRetryAttempts;
}

function describe({ maximumEventAgeInSeconds, maximumRetryAttempts }: RetryPolicy): string {
  return `${maximumRetryAttempts} retries within ${maximumEventAgeInSeconds} s`;
}

function duplicateName(name: string, document: SourceDocument, path: Path): Problem {
  return manifestProblem(
    'subscription/duplicate-name',
    document.at([...path, 'name']),
    `The service has another subscription "${name}".`,
    'Give it a name of its own.',
  );
}

/** Overrides that were given; a key without a value is none. */
function defined(overrides: Partial<RetryPolicy> | { [Key in keyof RetryPolicy]?: number | undefined }): Partial<RetryPolicy> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}
