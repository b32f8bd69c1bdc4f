import type { Emulator } from '@busbar/emulator';
import { eventBridge } from '@busbar/emulator';
import type { Manifest } from '@busbar/manifest';
import type { Expectation, OfferedEvent, Publisher } from './expectation';
import type { Journal } from './journal';
import { offeredEvents } from './offered-events';
import type { PublishedEvent } from './published-event';
import { randomFrom } from './random';

/** Events that are published at one moment, most of them; the others come at the next ones. */
const MOST_A_MOMENT = 40;
const MOST_ATTEMPTS_A_MOMENT = 3;
/** `PutEvents` accepts ten entries. */
const BATCH = 10;
const REFUSALS: ReadonlySet<string> = new Set(['ServiceError', 'EmulatorError']);

export interface Bus {
  readonly arn: string;
  readonly region: string;
}

/** A publication that must not be: nobody is to speak for others. */
interface Attempt {
  readonly by: Publisher;
  readonly offered: OfferedEvent;
}

interface Offer {
  readonly offered: OfferedEvent;
  readonly publishers: readonly OfferingPublisher[];
  /** In every config somebody publishes it: then somebody can at every moment. */
  readonly isAlwaysPublished: boolean;
}

interface OfferingPublisher extends Publisher {
  /** Every manifest lets it publish the event: then it may at every moment. */
  readonly always: boolean;
  /** The new manifest does. */
  readonly afterwards: boolean;
}

/** What the bus answered that it should not have. */
export interface Misjudgement {
  readonly kind: 'refused' | 'allowed';
  readonly offered: OfferedEvent;
  readonly by: Publisher;
  readonly moment: number;
  readonly message: string;
}

/** The publishers of a change: what they publish, and what others attempt to. */
export class Traffic {
  refused = 0;
  readonly misjudged: Misjudgement[] = [];
  readonly #emulator: Emulator;
  readonly #journal: Journal;
  readonly #bus: Bus;
  readonly #offers: readonly Offer[];
  readonly #attempts: readonly Attempt[];
  #count = 0;
  #nextOffer = 0;
  #nextAttempt = 0;

  constructor(
    { emulator, journal, bus }: { readonly emulator: Emulator; readonly journal: Journal; readonly bus: Bus },
    { manifests, expectations, seed, from }: TrafficPlan,
  ) {
    this.#emulator = emulator;
    this.#journal = journal;
    this.#bus = bus;
    this.#count = from;
    const offered = offeredEvents(manifests, expectations);
    this.#offers = shuffled(
      offered.map((event) => ({
        offered: event,
        publishers: publishersOf(event, expectations),
        isAlwaysPublished: expectations.every(({ publishers }) => publishers.has(event.eventType)),
      })),
      seed,
    );
    this.#attempts = shuffled(attemptsOf(offered, expectations), seed);
  }

  /** Events published so far, refused ones too. */
  get count(): number {
    return this.#count;
  }

  /** Publishes some of everything at this moment of a change. */
  flow(moment: number): void {
    const some = this.#take(this.#offers, MOST_A_MOMENT, this.#nextOffer);
    this.#nextOffer += some.length;
    this.#publish(some, moment, false);
    const attempts = this.#take(this.#attempts, MOST_ATTEMPTS_A_MOMENT, this.#nextAttempt);
    this.#nextAttempt += attempts.length;
    for (const attempt of attempts) this.#attempt(attempt, moment);
  }

  /** Publishes everything once when the change is done. */
  conclude(moment: number): void {
    const now = this.#offers.map((offer) => ({ ...offer, publishers: offer.publishers.filter(({ afterwards }) => afterwards) }));
    this.#publish(now, moment, true);
    const former = this.#offers.flatMap(({ offered, publishers }) =>
      publishers.filter((by) => !by.afterwards && !speaksFor(by, publishers)).map((by) => ({ by, offered })),
    );
    for (const attempt of [...this.#attempts.slice(0, 4 * MOST_ATTEMPTS_A_MOMENT), ...former]) this.#attempt(attempt, moment);
  }

  #take<T>(all: readonly T[], most: number, from: number): readonly T[] {
    if (all.length <= most) return all;
    return Array.from({ length: most }, (_, at) => all[(from + at) % all.length] as T);
  }

  #publish(offers: readonly Offer[], moment: number, isAfterwards: boolean): void {
    const byPublisher = new Map<string, { readonly by: Publisher; readonly entries: Entry[] }>();
    for (const offer of offers) {
      for (const by of offer.publishers) {
        const key = `${by.account}/${by.role ?? ''}`;
        const group = byPublisher.get(key) ?? { by, entries: [] };
        byPublisher.set(key, group);
        group.entries.push({ offer, by, isOwed: by.always || isAfterwards });
      }
    }
    const accepted = new Set<Offer>();
    for (const { entries } of byPublisher.values()) {
      for (let at = 0; at < entries.length; at += BATCH) {
        this.#put(entries.slice(at, at + BATCH), moment, isAfterwards, accepted);
      }
    }
    for (const offer of offers) {
      const [by] = offer.publishers;
      if (!by || isAfterwards || !offer.isAlwaysPublished || accepted.has(offer)) continue;
      if (offer.publishers.some(({ always }) => always)) continue;
      const message = 'It is handed from one publisher to another, and none of them may publish it.';
      this.misjudged.push({ kind: 'refused', offered: offer.offered, by, moment, message });
    }
  }

  #put(entries: readonly Entry[], moment: number, isAfterwards: boolean, accepted: Set<Offer>): void {
    const [first] = entries;
    if (!first) return;
    const events = entries.map(({ offer: { offered }, by }): PublishedEvent => {
      const id = `00000000-0000-7000-8000-${String(this.#count++).padStart(12, '0')}`;
      return { id, offered, publisher: by, moment, isAfterwards, arrivals: [], hops: [] };
    });
    for (const event of events) this.#journal.add(event);
    const answers = this.#answers(first.by, events);
    entries.forEach(({ offer, by, isOwed }, at) => {
      const event = events[at] as PublishedEvent;
      const message = answers[at];
      if (message === undefined) return void accepted.add(offer);
      this.#journal.withdraw(event.id);
      this.refused++;
      if (isOwed) this.misjudged.push({ kind: 'refused', offered: offer.offered, by, moment, message });
    });
  }

  #attempt({ by, offered }: Attempt, moment: number): void {
    const id = `00000000-0000-7000-8000-${String(this.#count++).padStart(12, '0')}`;
    const [refusal] = this.#answers(by, [{ id, offered }]);
    if (refusal !== undefined) this.refused++;
    else this.misjudged.push({ kind: 'allowed', offered, by, moment, message: 'The bus accepted it.' });
  }

  /** For each event why it was refused; undefined when it was not. */
  #answers(
    { account, role }: Publisher,
    events: readonly Pick<PublishedEvent, 'id' | 'offered'>[],
  ): readonly (string | undefined)[] {
    const entries = events.map(({ id, offered: { source, eventType, data } }) => ({
      Source: source,
      DetailType: eventType,
      Detail: JSON.stringify({ metadata: { id, type: eventType }, data }),
      EventBusName: this.#bus.arn,
    }));
    try {
      const identity = { account, ...(role !== undefined && { role: role.slice(role.lastIndexOf('/') + 1) }) };
      const { Entries } = this.#emulator.service(eventBridge).putEvents(identity, this.#bus.region, entries);
      return Entries.map(({ ErrorCode, ErrorMessage }) => (ErrorCode === undefined ? undefined : (ErrorMessage ?? ErrorCode)));
    } catch (error) {
      // The whole call was refused, or there is no such role.
      if (!(error instanceof Error) || !REFUSALS.has(error.name)) throw error;
      return events.map(() => error.message);
    }
  }
}

interface Entry {
  readonly offer: Offer;
  readonly by: Publisher;
  readonly isOwed: boolean;
}

export interface TrafficPlan {
  /** Configs that are on their way in or out, the new one last. */
  readonly manifests: readonly Manifest[];
  /** Of the same; the first may be that of nothing. */
  readonly expectations: readonly Expectation[];
  readonly seed: number;
  /** Number of the first event. */
  readonly from: number;
}

function publishersOf({ eventType }: OfferedEvent, expectations: readonly Expectation[]): readonly OfferingPublisher[] {
  const who = ({ account, role, source }: Publisher): string => JSON.stringify([account, role, source]);
  const inEach = expectations.map(({ publishers }) => publishers.get(eventType));
  const last = inEach.at(-1);
  const all = new Map(inEach.flatMap((each): [string, Publisher][] => (each ? [[who(each), each]] : [])));
  return [...all].map(([key, publisher]) => ({
    ...publisher,
    always: inEach.every((each) => each && who(each) === key),
    afterwards: last !== undefined && who(last) === key,
  }));
}

/** Every service for what others publish, and every account as itself for what one of its roles publishes. */
function attemptsOf(offered: readonly OfferedEvent[], expectations: readonly Expectation[]): readonly Attempt[] {
  const publishers = expectations.flatMap((each) => [...each.publishers.values()]);
  const known = new Map(publishers.map((publisher) => [`${publisher.account}/${publisher.role ?? ''}`, publisher]));
  const roots = new Map(publishers.map((publisher) => [publisher.account, { ...publisher, role: undefined }]));
  const receivers = expectations.flatMap((each) => each.subscriptions);
  for (const { account, source } of receivers) {
    if (!roots.has(account)) roots.set(account, { account, source, service: '', role: undefined });
  }
  const oneOfEachType = [...new Map(offered.map((event) => [event.eventType, event])).values()];
  return [...known.values(), ...roots.values()].flatMap((by) =>
    oneOfEachType
      .filter(({ eventType }) =>
        expectations.every(({ publishers: may }) => {
          const publisher = may.get(eventType);
          return !publisher || publisher.account !== by.account || (publisher.role !== by.role && publisher.role !== undefined);
        }),
      )
      .map((event) => ({ by, offered: event })),
  );
}

/** Whether it is in the account that publishes as a whole afterwards. */
function speaksFor({ account }: Publisher, publishers: readonly OfferingPublisher[]): boolean {
  return publishers.some((each) => each.afterwards && each.role === undefined && each.account === account);
}

function shuffled<T>(all: readonly T[], seed: number): readonly T[] {
  const random = randomFrom(seed);
  const result = [...all];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}
