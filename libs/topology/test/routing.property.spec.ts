import { matches, parsePattern, type Pattern } from '@busbar/event-pattern';
import type { Manifest } from '@busbar/manifest';
import { hasErrors } from '@busbar/problem';
import fc from 'fast-check';
import { compile, patternCharacters, subscriptionPattern, type PatternObject } from '../src';
import { ManifestBuilder, accountOf } from './manifest-builder';

/** `orders` and `billing` share an account. Their types carry their domain's source; events may claim any source. */
const SERVICES = { orders: accountOf(1), billing: accountOf(1), access: accountOf(2), lonely: accountOf(3) };
const EVENT_TYPES = ['orders.a@1', 'orders.a@2', 'access.a@1', 'billing.a@1'];
const SOURCES = ['doorstep.orders', 'doorstep.access', 'doorstep.billing', 'elsewhere'];

const text = fc.constantFrom('A', 'B', 'AB', 'C');
const matcher: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom(1, 2, true, null),
  fc.record({ prefix: text }),
  fc.record({ suffix: text }),
  fc.record({ 'anything-but': fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 2 }), fc.record({ prefix: text })) }),
  fc.record({ numeric: fc.constantFrom(['>', 1], ['>=', 1, '<', 2]) }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ wildcard: fc.constantFrom('A*', '*B') }),
);
const leaf = fc.oneof(fc.array(text, { minLength: 1, maxLength: 2 }), fc.array(matcher, { minLength: 1, maxLength: 3 }));
/** One or two fields, so that some events match. `prefix` is a field that cannot stand in `$or`. */
const simple: fc.Arbitrary<PatternObject> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ a: leaf }) },
  { weight: 6, arbitrary: fc.record({ nested: fc.record({ c: leaf }) }) },
  { weight: 3, arbitrary: fc.record({ b: leaf, a: leaf }) },
  { weight: 1, arbitrary: fc.record({ prefix: leaf }) },
);

/** What a validated manifest can hold. */
const filter: fc.Arbitrary<PatternObject> = fc
  .oneof(
    { weight: 4, arbitrary: simple },
    { weight: 1, arbitrary: fc.tuple(simple, simple).map(([one, other]) => ({ $or: [one, other] })) },
    { weight: 1, arbitrary: fc.tuple(simple, simple, simple).map(([beside, one, other]) => ({ ...beside, $or: [one, other] })) },
    { weight: 1, arbitrary: fc.tuple(simple, simple, simple).map(([beside, one, other]) => ({ $or: [one, other], ...beside })) },
  )
  .filter(isValid);

const subscription = fc.record({
  service: fc.constantFrom(...Object.keys(SERVICES)),
  eventType: fc.constantFrom(...EVENT_TYPES),
  filter: fc.option(filter, { nil: undefined, freq: 4 }),
});

const scalar = fc.constantFrom('A', 'B', 'AB', 'C', 'BA', 1, 2, true, null);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }));
const data = { a: value, b: value, nested: fc.record({ c: value }), prefix: value };
/** Half of them with the source of their type. */
const event = fc
  .record({
    type: fc.constantFrom(...EVENT_TYPES),
    claimed: fc.option(fc.constantFrom(...SOURCES), { freq: 2, nil: undefined }),
    data: fc.oneof(fc.record(data), fc.record(data, { requiredKeys: [] })),
  })
  .map(({ type, claimed, data }) => ({
    source: claimed ?? `doorstep.${type.split('.')[0]}`,
    'detail-type': type,
    detail: { metadata: {}, data },
  }));

function isValid(pattern: PatternObject): boolean {
  try {
    parse(pattern);
    return true;
  } catch {
    return false;
  }
}

function parse(pattern: PatternObject): Pattern {
  return parsePattern(JSON.stringify(pattern), { maxSize: Infinity });
}

interface Spec {
  readonly service: string;
  readonly eventType: string;
  readonly filter: PatternObject | undefined;
}

function manifestOf(subscriptions: readonly Spec[], limit: number): Manifest {
  const builder = new ManifestBuilder().platform({ raisedQuotas: { 'events/pattern-characters': limit } });
  for (const [service, account] of Object.entries(SERVICES)) builder.service(service, { dev: account });
  for (const type of EVENT_TYPES) builder.event(type, type.split('.')[0] ?? '');
  subscriptions.forEach((spec, index) => builder.subscribe(spec.service, `s${index}`, spec.eventType, spec.filter));
  return builder.build();
}

describe('routing', () => {
  it.each([4096, 2048, 500])('exactly one route matches where a subscription does, else none (limit %d)', (limit) => {
    const seen = { wanted: 0, unwanted: 0, parts: 0 };
    fc.assert(
      fc.property(
        fc.array(subscription, { maxLength: 12 }),
        fc.array(event, { minLength: 20, maxLength: 40 }),
        (subscriptions, events) => {
          const manifest = manifestOf(subscriptions, limit);
          const { topology, problems } = compile(manifest, 'dev');
          fc.pre(!hasErrors(problems));
          seen.parts += topology.routes.filter(({ name }) => !name.endsWith('-1')).length;
          const routes = topology.routes.map(({ account, pattern }) => ({ account, pattern: parse(pattern) }));
          const wanted = manifest.subscriptions.map((placed) => ({
            account: SERVICES[placed.service as keyof typeof SERVICES],
            pattern: parse(subscriptionPattern(manifest, placed)),
          }));
          for (const received of events) {
            for (const account of new Set(Object.values(SERVICES))) {
              const isWanted = wanted.some((one) => one.account === account && matches(one.pattern, received));
              const routed = routes.filter((route) => route.account === account && matches(route.pattern, received)).length;
              if (routed !== (isWanted ? 1 : 0)) {
                throw new Error(`${routed} routes of ${account}, wanted: ${isWanted}, event ${JSON.stringify(received)}`);
              }
              seen[isWanted ? 'wanted' : 'unwanted']++;
            }
          }
        },
      ),
      { numRuns: 80 },
    );
    expect(seen.wanted).toBeGreaterThan(300);
    expect(seen.unwanted).toBeGreaterThan(500);
    if (limit === 500) expect(seen.parts).toBeGreaterThan(3);
  });

  it('keeps every route within the limit, in parts that share no event type, or says which does not fit', () => {
    fc.assert(
      fc.property(fc.array(subscription, { maxLength: 14 }), fc.integer({ min: 150, max: 800 }), (subscriptions, limit) => {
        const { topology, problems } = compile(manifestOf(subscriptions, limit), 'dev');
        if (!hasErrors(problems)) {
          for (const { pattern } of topology.routes) expect(patternCharacters(pattern)).toBeLessThanOrEqual(limit);
        }
        const types = topology.routes.flatMap(({ account, eventTypes }) => eventTypes.map((type) => `${account} ${type}`));
        expect(new Set(types).size).toBe(types.length);
        expect(new Set(types)).toEqual(
          new Set(subscriptions.map(({ service, eventType }) => `${SERVICES[service as keyof typeof SERVICES]} ${eventType}`)),
        );
      }),
    );
  });

  it('gives the same bytes whatever the order of the manifest', () => {
    const specs = fc.array(subscription, { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(specs, fc.infiniteStream(fc.nat()), (subscriptions, random) => {
        const manifest = manifestOf(subscriptions, 600);
        const shuffled = <T>(items: readonly T[]): readonly T[] => {
          const keyed = items.map((item) => [random.next().value ?? 0, item] as const);
          return keyed.sort(([a], [b]) => a - b).map(([, item]) => item);
        };
        const { services, domains, events, contracts, subscriptions: all } = manifest;
        const turned = {
          ...manifest,
          services: shuffled(services),
          domains: shuffled(domains),
          events: shuffled(events),
          contracts: shuffled(contracts),
          subscriptions: shuffled(all),
        };
        expect(JSON.stringify(compile(turned, 'dev'))).toBe(JSON.stringify(compile(manifest, 'dev')));
      }),
    );
  });
});
