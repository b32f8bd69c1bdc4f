import { filterText, matches, parsePattern, type Pattern } from '@busbar/event-pattern';
import type { Counted, DeliveryFacts, Relation, StageState } from './model';
import type { RecordedEvents } from './recorded-events';
import { comparePatterns, type Comparison } from './relation';
import { fieldsOf, sampleEvents, type SampleEvent } from './sample-events';
import type { StageChange } from './stage-change';
import { receivedBy, type ActiveSubscription, type Received, type SubscriptionPair } from './subscriptions';
import { describeValues } from './values-that-differ';

/** Generated events for one subscription, and for all that changed together. */
const MOST_GENERATED = 400;
const MOST_GENERATED_IN_ALL = 40_000;

/**
 * Which events each subscription receives from now on, or no longer, computed from the filters of both sides: neither routes nor
 * rules are asked. Another team's subscription is a note for the team that owns the event.
 */
export class DeliveryChanges {
  readonly #recorded: RecordedEvents | undefined;
  readonly #known = new Map<string, readonly StageChange<'delivery'>[]>();
  readonly #most: number;

  /** @param count subscriptions that changed, in all stages */
  constructor(count: number, recorded?: RecordedEvents) {
    this.#recorded = recorded;
    this.#most = Math.max(16, Math.min(MOST_GENERATED, Math.floor(MOST_GENERATED_IN_ALL / Math.max(1, count))));
  }

  of(pairs: readonly SubscriptionPair[], state: StageState | undefined): readonly StageChange[] {
    const owners = new Map((state?.manifest.contracts ?? []).map(({ type, event }) => [type, event.owner]));
    return pairs
      .flatMap((pair) => this.#ofPair(pair))
      .flatMap((change) => [change, ...forOwner(change, owners.get(change.facts.eventType))]);
  }

  #ofPair({ name, before, after }: SubscriptionPair): readonly StageChange<'delivery'>[] {
    const key = JSON.stringify([name, before?.pattern, after?.pattern]);
    const known = this.#known.get(key);
    if (known) return known;
    const changes = receivedBy({ before, after }).flatMap((received) => this.#changesOf(received));
    this.#known.set(key, changes);
    return changes;
  }

  #changesOf({ eventType, before, after }: Received): readonly StageChange<'delivery'>[] {
    const either = after ?? before;
    if (!either) return [];
    const comparison = compare(before, after);
    if (comparison.relation === 'same') return [];
    const { relation } = comparison;
    const texts = [before?.pattern, after?.pattern].filter((text) => text !== undefined);
    const contracts = [after?.contract, before?.contract].filter((contract) => contract !== undefined);
    const { examples, generated } = sampleEvents(contracts, texts, this.#most);
    const fields = fieldsOf(texts);
    const [were, are] = [patternOf(before), patternOf(after)];
    const recorded = this.#recorded?.countsOf(before?.pattern, after?.pattern);
    return (['gains', 'loses'] as const).flatMap((effect): StageChange<'delivery'>[] => {
      const [has, lacks] = effect === 'gains' ? [are, were] : [were, are];
      const isHit = hitsOf(either, has, lacks);
      const hits = examples.filter(isHit);
      const generatedHits = generated.filter(isHit);
      const shown = effect === 'gains' ? comparison.gained : comparison.lost;
      const event = hits[0]?.data ?? generatedHits[0]?.data ?? shown;
      const ofRecorded = recorded && { changed: recorded[effect], of: recorded.of };
      if (event === undefined && !ofRecorded?.changed && !happensAnyway(effect, relation)) return [];
      const facts: DeliveryFacts = {
        eventType,
        relation,
        examples: { changed: hits.length, of: examples.length },
        generated: { changed: generatedHits.length, of: generated.length },
        ...(ofRecorded && { recorded: ofRecorded }),
        ...(event !== undefined && { event }),
      };
      const both = [...examples, ...generated];
      const told =
        relation === 'new' || relation === 'removed'
          ? conditionOf(either)
          : describeValues(
              fields,
              [...hits, ...generatedHits].map(({ data }) => data),
              both.filter((one) => !isHit(one)).map(({ data }) => data),
            );
      return [
        {
          kind: 'delivery',
          facts,
          team: either.team,
          effect,
          subject: either.name,
          says: `${amountOf(facts)}${told === '' ? '' : `: ${told}`}`,
          details: detailsOf(facts, effect),
          needsAttention: effect === 'loses' && relation !== 'removed',
          ...(after && { at: after.subscription.at }),
        },
      ];
    });
  }
}

function compare(before: ActiveSubscription | undefined, after: ActiveSubscription | undefined): Comparison {
  if (!before) return { relation: 'new' };
  if (!after) return { relation: 'removed' };
  return comparePatterns(before.pattern, after.pattern);
}

function patternOf(subscription: ActiveSubscription | undefined): Pattern | undefined {
  return subscription && parsePattern(subscription.pattern);
}

/** Whether an event is matched by the one and not by the other. */
function hitsOf({ contract }: ActiveSubscription, has: Pattern | undefined, lacks: Pattern | undefined) {
  return ({ data }: SampleEvent): boolean => {
    if (!has) return false;
    const event = JSON.stringify({ source: contract.domain.source, 'detail-type': contract.type, detail: { data } });
    return matches(has, event) && !(lacks && matches(lacks, event));
  };
}

/** A new subscription gains, and a removed one loses, whatever examples there are. */
function happensAnyway(effect: 'gains' | 'loses', relation: Relation): boolean {
  return effect === 'gains' ? relation === 'new' : relation === 'removed';
}

/** `3 of 12 examples of delivery.status.updated@1`. */
function amountOf({ eventType, examples, generated, relation }: DeliveryFacts): string {
  const isAll = examples.changed === examples.of && generated.changed === generated.of;
  if ((relation === 'new' || relation === 'removed') && isAll) return `every ${eventType}`;
  if (examples.changed > 0) return `${amount(examples, 'example')} of ${eventType}`;
  if (generated.changed > 0) return `events of ${eventType} (no example shows it, ${amount(generated, 'generated event')})`;
  return `events of ${eventType}`;
}

function amount({ changed, of }: Counted, noun: string): string {
  return `${changed.toLocaleString('en')} of ${of.toLocaleString('en')} ${noun}${of === 1 ? '' : 's'}`;
}

const SAYS: Readonly<Record<Relation, string>> = {
  new: 'The subscription is new.',
  removed: 'The subscription is gone.',
  wider: 'Wider: proven that it still receives all that it received.',
  narrower: 'Narrower: proven that it receives nothing that it did not receive.',
  different: 'Different: it gains some events and loses others.',
  unproven: 'Neither proven to be wider nor narrower: the counts are of the events that were tried.',
};

function detailsOf({ relation, generated, recorded, event }: DeliveryFacts, effect: 'gains' | 'loses'): string[] {
  return [
    SAYS[relation],
    ...(generated.of > 0 ? [`${amount(generated, 'generated event')}.`] : []),
    ...(recorded ? [`${amount(recorded, 'recorded event')}.`] : []),
    ...(event === undefined ? [] : [`${effect === 'gains' ? 'Gained' : 'Lost'}, for example: ${JSON.stringify(event)}`]),
  ];
}

function conditionOf({ subscription: { filter } }: ActiveSubscription): string {
  return filter ? filterText(filter) : '';
}

/** Who owns an event wants to know who receives it. */
function forOwner(change: StageChange<'delivery'>, owner: string | undefined): readonly StageChange<'subscriber'>[] {
  const { relation, eventType } = change.facts;
  const verb = relation === 'new' ? 'is a new subscriber' : relation === 'removed' ? 'is no longer a subscriber' : undefined;
  if (verb === undefined || owner === undefined || owner === change.team) return [];
  const { subject: subscription, team } = change;
  return [
    {
      kind: 'subscriber',
      facts: { eventType, subscription, team },
      team: owner,
      effect: 'notes',
      subject: eventType,
      says: `${subscription} (team ${team}) ${verb}`,
      ...(change.at && { at: change.at }),
    },
  ];
}
