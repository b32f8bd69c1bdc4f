import { matches, parsePattern } from '@busbar/event-pattern';
import type { Demand } from '../src/model';
import { hasWildcard, needsOr, refusalInOr, routePattern, unite } from '../src/route-pattern';

const demand = (eventType: string, ...filters: Demand['filters']): Demand => ({
  eventType,
  source: `doorstep.${eventType.split('.')[0]}`,
  filters,
});

describe('routePattern', () => {
  it.each<[string, readonly Demand[], unknown]>([
    ['one unfiltered type', [demand('a.x@1')], { source: ['doorstep.a'], 'detail-type': ['a.x@1'] }],
    [
      'unfiltered types of one source, listed together, in order',
      [demand('a.y@1'), demand('a.x@1')],
      { source: ['doorstep.a'], 'detail-type': ['a.x@1', 'a.y@1'] },
    ],
    [
      'unfiltered types of two sources, each with its own types',
      [demand('a.x@1'), demand('b.x@1')],
      {
        $or: [
          { source: ['doorstep.a'], 'detail-type': ['a.x@1'] },
          { source: ['doorstep.b'], 'detail-type': ['b.x@1'] },
        ],
      },
    ],
    [
      'one filter',
      [demand('a.x@1', { s: ['A'] })],
      { source: ['doorstep.a'], 'detail-type': ['a.x@1'], detail: { data: { s: ['A'] } } },
    ],
    [
      'two filters on one type',
      [demand('a.x@1', { s: ['A'] }, { n: [{ numeric: ['>', 1] }] })],
      {
        source: ['doorstep.a'],
        'detail-type': ['a.x@1'],
        detail: { data: { $or: [{ s: ['A'] }, { n: [{ numeric: ['>', 1] }] }] } },
      },
    ],
    [
      'types of one source, with and without a filter, the source written once',
      [demand('a.x@1'), demand('a.y@1', { s: ['A'] }), demand('a.z@1', { s: ['A'] })],
      {
        source: ['doorstep.a'],
        $or: [{ 'detail-type': ['a.x@1'] }, { 'detail-type': ['a.y@1', 'a.z@1'], detail: { data: { s: ['A'] } } }],
      },
    ],
  ])('%s', (_, demands, expected) => {
    expect(routePattern(demands)).toEqual(expected);
    expect(needsOr(demands)).toBe(JSON.stringify(expected).includes('"$or"'));
  });

  it('does not admit a borrowed event type of another source', () => {
    const pattern = parsePattern(JSON.stringify(routePattern([demand('a.x@1'), demand('b.x@1')])));
    const event = (source: string, type: string): object => ({ source, 'detail-type': type, detail: {} });
    expect(matches(pattern, event('doorstep.a', 'a.x@1'))).toBe(true);
    expect(matches(pattern, event('doorstep.b', 'a.x@1'))).toBe(false);
    expect(matches(pattern, event('doorstep.a', 'b.x@1'))).toBe(false);
  });

  it("keeps the meaning of a filter's own $or, override order included, beside another filter", () => {
    const overriding = { a: ['1'], $or: [{ a: ['2'] }, { b: ['3'] }] };
    const pattern = parsePattern(JSON.stringify(routePattern([demand('a.x@1', overriding, { c: ['4'] })])));
    const event = (data: object): object => ({ source: 'doorstep.a', 'detail-type': 'a.x@1', detail: { data } });
    expect(matches(pattern, event({ a: '2' }))).toBe(true);
    expect(matches(pattern, event({ a: '1', b: '3' }))).toBe(true);
    expect(matches(pattern, event({ a: '1' }))).toBe(false);
    expect(matches(pattern, event({ c: '4' }))).toBe(true);
  });
});

describe('unite', () => {
  it.each<[string, Parameters<typeof unite>[0], unknown]>([
    ['one unfiltered subscription swallows the filtered ones', [{ s: ['A'] }, undefined], []],
    ['the same filter twice is one', [{ s: ['A'] }, { s: ['A'] }], [{ s: ['A'] }]],
    ['plain values of the same only field', [{ s: ['B', 'A'] }, { s: ['C', 'A'] }], [{ s: ['A', 'B', 'C'] }]],
    ['filters on two fields stay apart', [{ s: ['A'], t: ['B'] }, { s: ['C'] }], [{ s: ['A'], t: ['B'] }, { s: ['C'] }]],
    ['values of different fields stay apart', [{ t: ['A'] }, { s: ['A'] }], [{ s: ['A'] }, { t: ['A'] }]],
    ['matchers stay apart', [{ s: [{ prefix: 'A' }] }, { s: ['B'] }], [{ s: ['B'] }, { s: [{ prefix: 'A' }] }]],
    ['a field called $or is not merged', [{ $or: [{ a: [1] }, { b: [1] }] }], [{ $or: [{ a: [1] }, { b: [1] }] }]],
  ])('%s', (_, filters, expected) => {
    expect(unite(filters)).toEqual(expected);
    expect(unite([...filters].reverse())).toEqual(expected);
  });
});

describe('refusalInOr', () => {
  it.each<[string, Demand['filters'][number], boolean]>([
    ['ordinary fields', { status: ['A'], nested: { field: [{ exists: true }] } }, true],
    ['its own $or', { $or: [{ a: ['1'] }, { b: ['2'] }] }, true],
    ['a field called like an operator', { prefix: ['A'] }, false],
    ['such a field further down', { phone: { prefix: ['+49'] } }, false],
    ['such a field that would also be a valid matcher', { 'anything-but': ['A'] }, false],
    ['a field called $or', { $or: [{ prefix: 'A' }] }, false],
  ])('%s: %j', (_, filter, stands) => {
    expect(refusalInOr(filter) === undefined).toBe(stands);
  });
});

describe('hasWildcard', () => {
  it.each<[unknown, boolean]>([
    [{ a: [{ wildcard: 'x*' }] }, true],
    [{ a: { b: ['x', { 'anything-but': { wildcard: ['x*'] } }] } }, true],
    [{ $or: [{ a: [{ wildcard: 'x*' }] }, { b: ['y'] }] }, true],
    [{ wildcard: { prefix: ['x'] } }, false],
    [{ a: ['wildcard', { prefix: 'wildcard' }] }, false],
  ])('%j → %s', (pattern, expected) => {
    expect(hasWildcard(pattern)).toBe(expected);
  });
});
