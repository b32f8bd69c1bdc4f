import { parsePattern, PatternIndex } from '@busbar/event-pattern';
import type { Manifest, Subscription } from '@busbar/manifest';

/**
 * Who may publish and who is to receive, from a manifest alone: event types, filters and accounts. It shares nothing with the
 * topology, so that the two check each other.
 */
export interface Expectation {
  /** By event type; empty where nobody may publish it in the stage. */
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly subscriptions: readonly ExpectedSubscription[];
  /** Subscriptions that an event is for, by {@link ExpectedSubscription.key}, with the account that receives it. */
  receivers(event: OfferedEvent): ReadonlyMap<string, string>;
}

/** A subscription whatever it is called now. */
export interface ExpectedSubscription {
  /** `<service>/<name that it was made under>`. */
  readonly key: string;
  readonly account: string;
  readonly eventType: string;
  readonly source: string;
  readonly filter: Readonly<Record<string, unknown>> | undefined;
}

export interface Publisher {
  readonly service: string;
  readonly account: string;
  readonly source: string;
  /** Role name; undefined for the whole account. */
  readonly role: string | undefined;
}

/** As much of an event as decides on who receives it. */
export interface OfferedEvent {
  readonly source: string;
  readonly eventType: string;
  /** Content of `detail.data`. */
  readonly data: unknown;
}

/** @param manifest undefined before the first deployment: nobody publishes or receives */
export function expectationOf(manifest: Manifest | undefined, stage: string): Expectation {
  if (!manifest) return { publishers: new Map(), subscriptions: [], receivers: () => new Map() };
  const accounts = new Map(
    manifest.services.flatMap(({ name, accounts: byStage }): [string, string][] => {
      const account = byStage[stage];
      return account === undefined ? [] : [[name, account]];
    }),
  );
  const publishable = publishableTypes(manifest, stage);
  const subscriptions = manifest.subscriptions.flatMap((subscription): ExpectedSubscription[] => {
    const account = accounts.get(subscription.service);
    const source = publishable.get(subscription.eventType);
    if (account === undefined || source === undefined || subscription.paused) return [];
    const { eventType, filter } = subscription;
    return [{ key: keyOf(subscription), account, eventType, source, filter }];
  });
  const index = new PatternIndex<ExpectedSubscription>();
  for (const subscription of subscriptions)
    index.add(subscription, parsePattern(JSON.stringify(patternOf(subscription)), RAISED));
  return {
    publishers: publishersOf(manifest, accounts, publishable),
    subscriptions,
    receivers: ({ source, eventType, data }) => {
      const matched = index.match(JSON.stringify({ source, 'detail-type': eventType, detail: { data } }));
      return new Map(matched.map(({ key, account }) => [key, account]));
    },
  };
}

/** Patterns may be longer where AWS has raised the quota. */
export const RAISED = { maxSize: Infinity };

/** What a team draws is another thing than what the platform draws, with another name. */
export function keyOf({
  service,
  name,
  previously,
  drawnBy,
}: Pick<Subscription, 'service' | 'name' | 'previously'> & Partial<Pick<Subscription, 'drawnBy'>>): string {
  return `${service}/${previously ?? name}${drawnBy === 'team' ? '-team' : ''}`;
}

function patternOf({ source, eventType, filter = {} }: ExpectedSubscription): object {
  const asked = Object.keys(filter).length > 0 ? { detail: { data: filter } } : {};
  return { source: [source], 'detail-type': [eventType], ...asked };
}

/** Sources by event type: drafts only in the first stage, retired majors nowhere. */
function publishableTypes({ contracts, stages }: Manifest, stage: string): ReadonlyMap<string, string> {
  const order = stages.find(({ name }) => name === stage)?.order ?? 0;
  const isFirst = stages.every((each) => each.order >= order);
  return new Map(
    contracts
      .filter(({ lifecycle: { state: phase } }) => phase !== 'retired' && (phase !== 'draft' || isFirst))
      .map(({ type, domain }) => [type, domain.source]),
  );
}

function publishersOf(
  { contracts, services }: Manifest,
  accounts: ReadonlyMap<string, string>,
  publishable: ReadonlyMap<string, string>,
): Expectation['publishers'] {
  const known = new Map(services.map((service) => [service.name, service]));
  return new Map(
    contracts.flatMap(({ type, event: { publisher } }): [string, Publisher][] => {
      const account = accounts.get(publisher);
      const source = publishable.get(type);
      const service = known.get(publisher);
      if (account === undefined || source === undefined || !service) return [];
      const { publishAs } = service;
      const role = publishAs === 'account' ? undefined : publishAs === 'busbar-role' ? roleOf(publisher) : publishAs.role;
      return [[type, { service: publisher, account, source, role }]];
    }),
  );
}

/** The role that Busbar makes for a service: `docs/security.md`. IAM accepts 64 characters. */
function roleOf(service: string): string {
  return `busbar-service-${service}`;
}
