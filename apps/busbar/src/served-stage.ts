import { createHash } from 'node:crypto';
import type { RuntimeEvent } from '@busbar/emulator';
import type { Topology } from '@busbar/topology';

/** What a runtime says of itself at `/_busbar/stage`. */
export interface ServedStage {
  readonly stage: string;
  /** Of the topology that its templates were made from. */
  readonly topologySha256: string;
}

/** What became of one published event, at `/_busbar/deliveries`. */
export interface EventDeliveries {
  /** EventBridge's own. */
  readonly eventId: string;
  /** `<service>/<subscription>`, in the order of arrival. */
  readonly delivered: readonly string[];
  readonly failed: readonly { readonly subscription: string; readonly errorCode: string }[];
  /** Deliveries and routes that are under way. */
  readonly pending: number;
}

/** How many events are remembered. */
const REMEMBERED = 200;

export function servedStageOf(topology: Topology): ServedStage {
  return { stage: topology.stage, topologySha256: createHash('sha256').update(JSON.stringify(topology)).digest('hex') };
}

/** Remembers what became of the newest events, for whoever published one and asks. */
export class RecentDeliveries {
  readonly #subscriptions: ReadonlyMap<string, string>;
  readonly #events = new Map<
    string,
    { delivered: string[]; failed: EventDeliveries['failed'][number][]; pending: Set<string> }
  >();

  constructor(topology: Topology) {
    this.#subscriptions = new Map(
      topology.inboxes.flatMap(({ subscriptions }) =>
        subscriptions.map(({ rule, service, name }) => [rule.arn, `${service}/${name}`] as const),
      ),
    );
  }

  readonly observe = (event: RuntimeEvent): void => {
    switch (event.kind) {
      case 'accepted':
        if (event.via === undefined) this.#remember(event.eventId);
        break;
      case 'matched':
        for (const rule of event.ruleArns) this.#events.get(event.eventId)?.pending.add(rule);
        break;
      case 'delivered': {
        const record = this.#events.get(event.eventId);
        const subscription = this.#subscriptions.get(event.ruleArn);
        if (subscription !== undefined) record?.delivered.push(subscription);
        record?.pending.delete(event.ruleArn);
        break;
      }
      case 'dead-lettered':
      case 'dropped': {
        const record = this.#events.get(event.eventId);
        const subscription = this.#subscriptions.get(event.ruleArn) ?? event.ruleArn;
        record?.failed.push({ subscription, errorCode: event.errorCode });
        record?.pending.delete(event.ruleArn);
      }
    }
  };

  /** Oldest first. */
  list(): EventDeliveries[] {
    return [...this.#events].map(([eventId, { delivered, failed, pending }]) => ({
      eventId,
      delivered,
      failed,
      pending: pending.size,
    }));
  }

  #remember(eventId: string): void {
    this.#events.set(eventId, { delivered: [], failed: [], pending: new Set() });
    const [oldest] = this.#events.keys();
    if (this.#events.size > REMEMBERED && oldest !== undefined) this.#events.delete(oldest);
  }
}
