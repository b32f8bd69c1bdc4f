import type { RuntimeEvent } from '@busbar/emulator';
import type { Topology } from '@busbar/topology';
import { keyOf } from './expectation';
import type { Hop, PublishedEvent } from './published-event';

/** Follows every published event through the runtime. */
export class Journal {
  /** In the order of publication. */
  readonly events: PublishedEvent[] = [];
  /** Queues that were deleted with messages in them. */
  readonly emptied: { readonly queueArn: string; readonly messages: number }[] = [];
  readonly #byId = new Map<string, PublishedEvent>();
  /** By EventBridge's own id. */
  readonly #byEventId = new Map<string, PublishedEvent>();
  /** Local rules, with the subscription that each is of. */
  readonly #localRules = new Map<string, { readonly key: string; readonly account: string }>();

  /** Learns which rules are whose; rules of topologies before stay known. */
  learn({ inboxes }: Pick<Topology, 'inboxes'>): void {
    for (const { account, subscriptions } of inboxes) {
      for (const { service, resourceName, rule } of subscriptions) {
        this.#localRules.set(rule.arn, { key: keyOf({ service, name: resourceName }), account });
      }
    }
  }

  add(event: PublishedEvent): void {
    this.#byId.set(event.id, event);
    this.events.push(event);
  }

  /** Takes back what was added last, as the bus refused it. */
  withdraw(id: string): void {
    this.#byId.delete(id);
    const at = this.events.findLastIndex((event) => event.id === id);
    if (at >= 0) this.events.splice(at, 1);
  }

  forget(): void {
    this.events.length = 0;
    this.#byId.clear();
    this.#byEventId.clear();
  }

  subscriptionOf(ruleArn: string): { readonly key: string; readonly account: string } | undefined {
    return this.#localRules.get(ruleArn);
  }

  readonly observe = (event: RuntimeEvent): void => {
    if (event.kind === 'queue-deleted' && event.messages > 0) this.emptied.push(event);
    const hop = hopOf(event);
    if (!hop || !('eventId' in event)) return;
    const published = this.#byEventId.get(event.eventId) ?? this.#recognize(event.eventId, event.event);
    if (!published) return;
    published.hops.push(hop);
    if (event.kind !== 'delivered') return;
    const subscription = this.#localRules.get(event.ruleArn);
    if (subscription) published.arrivals.push(subscription);
  };

  #recognize(eventId: string, text: string): PublishedEvent | undefined {
    const [, id] = /"metadata":\{"id":"([^"]+)"/.exec(text) ?? [];
    const published = id === undefined ? undefined : this.#byId.get(id);
    if (published) this.#byEventId.set(eventId, published);
    return published;
  }
}

function hopOf(event: RuntimeEvent): Hop | undefined {
  const { kind, at } = event;
  switch (kind) {
    case 'accepted':
      return { kind, at, where: event.busArn, rules: event.via === undefined ? [] : [event.via] };
    case 'matched':
      return { kind, at, where: event.busArn, rules: event.ruleArns };
    case 'lost':
      return { kind, at, where: event.busArn, rules: [] };
    case 'delivered':
      return { kind, at, where: event.targetArn, rules: [event.ruleArn] };
    case 'attempt-failed':
    case 'dead-lettered':
    case 'dropped': {
      const { errorCode, message } = event;
      return { kind, at, where: event.targetArn, rules: [event.ruleArn], errorCode, message };
    }
    default:
      return undefined;
  }
}
