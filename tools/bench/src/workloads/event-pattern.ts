/** One measurement of `@busbar/event-pattern`: events and patterns, the same bytes on every machine. */
export interface Workload {
  readonly name: string;
  /** Least ratio to `JSON.parse` of the same texts that is good enough. */
  readonly goal: number;
  readonly events: readonly string[];
  /** Id and pattern text. */
  readonly rules: readonly (readonly [string, string])[];
  /** How often some rule matches some event, counted beforehand by plain code on parsed events; any other count stops the run. */
  readonly expectedMatches: number;
}

type Check<E> = (event: E) => boolean;
/** A rule as EventBridge reads it and the same rule as plain code, so that the counts do not come from what is measured. */
type Rule<E> = readonly [pattern: object, check: Check<E>];

export function workloads(): readonly Workload[] {
  return [...parcelWorkloads(), ...busWorkloads()];
}

// Parcels of land: 900 bytes, mostly coordinates, five rules of one operator

interface Parcel {
  readonly properties: { readonly lot: string; readonly street: string };
  readonly geometry: {
    readonly type: string;
    readonly first: { readonly x: number; readonly y: number };
    readonly points: readonly (readonly { readonly x: number; readonly y: number; readonly z: number }[])[];
  };
}

const PARCELS = 4000;
const STREETS = [
  'FULTON',
  'ACTON',
  'BLAKE',
  'DRUMM',
  'RHODE ISLAND',
  'JEFFERSON',
  'STEINER',
  'UNKNOWN',
  'SANTIAGO',
  'LAWTON',
  'VICENTE',
  'HARDING',
];

function parcelWorkloads(): readonly Workload[] {
  const parcels = Array.from({ length: PARCELS }, (_, i) => parcel(i));
  const texts = parcels.map((it) => JSON.stringify(it));
  const lot = (test: unknown): object => ({ properties: { lot: [test] } });
  const street = (test: unknown): object => ({ properties: { street: [test] } });
  const lots = ['0010017', '0260711', '0390218', '0374501', 'VACSTWIL'];
  const corner = (parcels[17] as Parcel).geometry.points[0]?.[2] as { x: number; y: number };
  const xs = [17, 170, 1700, 2700, 3700].map((i) => (parcels[i] as Parcel).geometry.first.x);
  const bank = (name: string, rules: readonly Rule<Parcel>[], goal = 2.5): Workload =>
    workload(`parcels, ${name}`, goal, parcels, texts, rules);
  return [
    bank(
      'exact',
      lots.map((it) => [lot(it), (p) => p.properties.lot === it]),
    ),
    bank(
      'prefix',
      ['AC', 'BL', 'DR', 'FU', 'RH'].map((it) => [street({ prefix: it }), (p) => p.properties.street.startsWith(it)]),
    ),
    bank(
      'suffix',
      ['ON', 'KE', 'MM', 'ING', 'GO'].map((it) => [street({ suffix: it }), (p) => p.properties.street.endsWith(it)]),
    ),
    bank('wildcard', [
      [lot({ wildcard: '0010*' }), (p) => p.properties.lot.startsWith('0010')],
      [lot({ wildcard: '*17' }), (p) => p.properties.lot.endsWith('17')],
      [lot({ wildcard: '*026*' }), (p) => p.properties.lot.includes('026')],
      [lot({ wildcard: '00*11' }), (p) => p.properties.lot.startsWith('00') && p.properties.lot.endsWith('11')],
      [lot({ wildcard: 'VACSTWIL' }), (p) => p.properties.lot === 'VACSTWIL'],
    ]),
    bank(
      'equals-ignore-case',
      ['jefferson', 'Fulton', 'steiner', 'BLAKE', 'nowhere'].map((it) => [
        street({ 'equals-ignore-case': it }),
        (p) => p.properties.street === it.toUpperCase(),
      ]),
    ),
    bank(
      'numeric',
      xs.map((x) => [
        { geometry: { type: ['Polygon'], first: { x: [{ numeric: ['=', x] }] } } },
        (p) => p.geometry.first.x === x,
      ]),
    ),
    bank(
      'anything-but',
      [['FULTON'], ['BLAKE', 'DRUMM'], ['UNKNOWN'], ['ACTON', 'LAWTON'], ['nowhere']].map((it) => [
        street({ 'anything-but': it }),
        (p) => !it.includes(p.properties.street),
      ]),
    ),
    bank(
      'arrays with consistency',
      [0, 1, 2, 3, 4].map((i) => {
        const target = i === 0 ? corner : ((parcels[i * 700] as Parcel).geometry.points[0]?.[i] as { x: number; y: number });
        const other = ((parcels[i * 700] as Parcel).geometry.points[0]?.[0] as { y: number }).y;
        // The last one pairs the x of one corner with the y of another, which must not match.
        const y = i === 4 ? other : target.y;
        return [
          { geometry: { type: ['Polygon'], points: { x: [{ numeric: ['=', target.x] }], y: [{ numeric: ['=', y] }] } } },
          (p) => p.geometry.points.some((ring) => ring.some((point) => point.x === target.x && point.y === y)),
        ];
      }),
      1,
    ),
  ];
}

function parcel(i: number): Parcel & { type: string } {
  const random = randomNumbers(i + 1);
  const point = (): { x: number; y: number; z: number } => ({ x: -122 - random(), y: 37 + random(), z: 0 });
  const points = Array.from({ length: 10 }, point);
  const number = String(i).padStart(5, '0');
  return {
    type: 'Feature',
    properties: {
      lot: i % 997 === 5 ? 'VACSTWIL' : `0${number}${i % 10}`,
      block: `0${number.slice(0, 3)}`,
      street: STREETS[Math.floor(random() * STREETS.length)] as string,
      streetType: i % 3 === 0 ? null : 'ST',
      from: String(i % 900),
      to: String((i % 900) + 20),
      side: i % 2 === 0 ? 'E' : 'O',
      district: `district ${i % 11} of the city, surveyed and recorded`,
    },
    geometry: {
      type: 'Polygon',
      first: { x: (points[0] as { x: number }).x, y: (points[0] as { y: number }).y },
      points: [points],
    },
  } as Parcel & { type: string };
}

// A bus: 690 bytes, many rules on source and detail-type

interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: {
    readonly metadata: { readonly publisher: string };
    readonly data: {
      readonly status: string;
      readonly city: string;
      readonly amount: number;
      readonly weight: number;
      readonly address: string;
      readonly tags: readonly string[];
      readonly items: readonly { readonly sku: string; readonly quantity: number }[];
    };
  };
}

const BUS_EVENTS = 4000;
const DOMAINS = 50;
const TYPES = 20;
const STATUSES = ['CREATED', 'ACCEPTED', 'COLLECTED', 'DELIVERED', 'FAILED'];
const CITIES = ['Amsterdam', 'Bruges', 'Cologne', 'Delft', 'Essen', 'Florence', 'Ghent', 'Hamburg'];

function busWorkloads(): readonly Workload[] {
  const events = Array.from({ length: BUS_EVENTS }, (_, i) => busEvent(i));
  const texts = events.map((it) => JSON.stringify(it));
  const simple = (count: number, goal: number): Workload =>
    workload(
      `bus, ${count} simple rules`,
      goal,
      events,
      texts,
      Array.from({ length: count }, (_, i) => simpleRule(i)),
    );
  const mixed = (count: number, goal: number): Workload =>
    workload(
      `bus, ${count} mixed rules`,
      goal,
      events,
      texts,
      Array.from({ length: count }, (_, i) => mixedRule(i)),
    );
  return [simple(10, 3), simple(1000, 3), simple(10_000, 2), mixed(10, 2), mixed(1000, 1.5), mixed(10_000, 1)];
}

function sourceOf(i: number): string {
  return `doorstep.domain-${i % DOMAINS}`;
}

function typeOf(i: number): string {
  return `domain-${i % DOMAINS}.thing-${Math.floor(i / DOMAINS) % TYPES}.changed@1`;
}

function busEvent(i: number): BusEvent {
  const random = randomNumbers(i + 77);
  const at = Math.floor(random() * DOMAINS * TYPES);
  const event = {
    version: '0',
    id: `6a7e8feb-b491-4cf7-a9f1-${String(i).padStart(12, '0')}`,
    'detail-type': typeOf(at),
    source: sourceOf(at),
    account: '111122223333',
    time: '2026-11-23T12:00:00Z',
    region: 'eu-west-1',
    resources: [],
    detail: {
      metadata: { id: `evt-${i}`, version: '1.4.0', publisher: `service-${i % 40}`, correlationId: `cor-${i}` },
      data: {
        status: STATUSES[Math.floor(random() * STATUSES.length)] as string,
        city: CITIES[Math.floor(random() * CITIES.length)] as string,
        amount: Math.floor(random() * 1000),
        weight: Math.floor(random() * 400) / 8,
        express: i % 3 === 0,
        gift: null,
        address: `10.${i % 4}.${Math.floor(random() * 256)}.7`,
        tags: [`t${i % 7}`, `t${i % 11}`],
        window: { from: 9 + (i % 8), to: 17 + (i % 4), days: [1, 2, 3, 5] },
        items: [
          { sku: `sku-${i % 13}`, quantity: 1 + (i % 3), price: 4.95 + (i % 50), fragile: i % 2 === 0 },
          { sku: `sku-${i % 17}`, quantity: 1 + (i % 5), price: 12.5 + (i % 30), fragile: false },
        ],
        carrier: { name: 'northbound', service: 'standard', attempts: i % 3 },
      },
    },
  };
  return event;
}

function simpleRule(i: number): Rule<BusEvent> {
  const source = sourceOf(i);
  const type = typeOf(i);
  return [{ source: [source], 'detail-type': [type] }, (e) => e.source === source && e['detail-type'] === type];
}

function mixedRule(i: number): Rule<BusEvent> {
  const source = sourceOf(i);
  const type = typeOf(i);
  const [data, check] = dataFilter(i);
  return [
    { source: [source], 'detail-type': [type], detail: { data } },
    (e) => e.source === source && e['detail-type'] === type && check(e.detail.data),
  ];
}

function dataFilter(i: number): Rule<BusEvent['detail']['data']> {
  const variant = Math.floor(i / (DOMAINS * TYPES)) + i;
  const status = STATUSES[variant % STATUSES.length] as string;
  const city = CITIES[variant % CITIES.length] as string;
  const limit = (variant * 37) % 1000;
  switch (variant % 9) {
    case 0:
      return [{ amount: [{ numeric: ['>', limit] }] }, (d) => d.amount > limit];
    case 1:
      return [{ status: [{ 'anything-but': [status, 'CREATED'] }] }, (d) => d.status !== status && d.status !== 'CREATED'];
    case 2:
      return [{ $or: [{ city: [city] }, { amount: [{ numeric: ['<', limit] }] }] }, (d) => d.city === city || d.amount < limit];
    case 3: {
      const sku = `sku-${variant % 13}`;
      return [{ items: { sku: [sku], quantity: [2] } }, (d) => d.items.some((item) => item.sku === sku && item.quantity === 2)];
    }
    case 4: {
      const block = variant % 4;
      return [{ address: [{ cidr: `10.${block}.0.0/16` }] }, (d) => d.address.startsWith(`10.${block}.`)];
    }
    case 5:
      return [
        { city: [{ prefix: city.slice(0, 2) }], status: [status] },
        (d) => d.city.startsWith(city.slice(0, 2)) && d.status === status,
      ];
    case 6:
      return [{ tags: [`t${variant % 11}`], discount: [{ exists: false }] }, (d) => d.tags.includes(`t${variant % 11}`)];
    case 7:
      return [
        { city: [{ wildcard: `${city[0]}*${city.at(-1)}` }] },
        (d) => d.city[0] === city[0] && d.city.at(-1) === city.at(-1),
      ];
    default:
      return [
        { weight: [{ numeric: ['>=', limit / 20, '<', limit / 20 + 10] }] },
        (d) => d.weight >= limit / 20 && d.weight < limit / 20 + 10,
      ];
  }
}

// Common

function workload<E>(
  name: string,
  goal: number,
  events: readonly E[],
  texts: readonly string[],
  rules: readonly Rule<E>[],
): Workload {
  let expectedMatches = 0;
  for (const event of events) for (const [, check] of rules) if (check(event)) expectedMatches++;
  return {
    name,
    goal,
    events: texts,
    rules: rules.map(([pattern], i) => [`rule-${i}`, JSON.stringify(pattern)] as const),
    expectedMatches,
  };
}

/** Mulberry32: numbers in [0, 1) that depend on the seed only. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
