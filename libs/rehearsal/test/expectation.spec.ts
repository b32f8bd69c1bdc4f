import { ManifestBuilder, accountOf } from '@busbar/topology/testing';
import { expectationOf } from '../src/expectation';
import { offeredEvents } from '../src/offered-events';

const DONE = 'a.done@1';
const company = () => new ManifestBuilder().service('pub').service('sub').event(DONE, 'pub');
const event = (data: unknown) => ({ source: 'doorstep.a', eventType: DONE, data });

describe('what is owed', () => {
  it('is what the filter matches, under the name that the subscription was made under', () => {
    const manifest = company()
      .subscribe('sub', 'new', DONE, { status: ['DONE'] }, undefined, undefined, 'old')
      .build();
    const { receivers } = expectationOf(manifest, 'dev');
    expect([...receivers(event({ status: 'DONE' }))]).toEqual([['sub/old', accountOf(2)]]);
    expect([...receivers(event({ status: 'OPEN' }))]).toEqual([]);
    expect([...receivers({ ...event({ status: 'DONE' }), source: 'doorstep.b' })]).toEqual([]);
  });

  it.each([
    ['draft', 'dev', true],
    ['draft', 'prod', false],
    ['active', 'prod', true],
    ['deprecated', 'prod', true],
    ['retired', 'dev', false],
  ] as const)('of an event type that is %s in stage %s: %s', (state, stage, isOwed) => {
    const accounts = { dev: accountOf(1), prod: accountOf(2) };
    const manifest = new ManifestBuilder()
      .stage('dev')
      .stage('prod')
      .service('pub', accounts)
      .event(DONE, 'pub', { state })
      .subscribe('pub', 'all', DONE)
      .build();
    const { receivers, publishers } = expectationOf(manifest, stage);
    expect(receivers(event({})).size > 0).toBe(isOwed);
    expect(publishers.has(DONE)).toBe(isOwed);
  });

  it('is nothing before the first deployment', () => {
    const { publishers, receivers } = expectationOf(undefined, 'dev');
    expect([publishers.size, receivers(event({})).size]).toEqual([0, 0]);
  });
});

describe('what is published', () => {
  it('hits and misses each filter, now and afterwards', () => {
    const manifests = [{ status: ['DONE'] }, { status: ['DONE', { prefix: 'WAIT' }], amount: [{ numeric: ['>', 100] }] }].map(
      (filter) => company().subscribe('sub', 'some', DONE, filter).build(),
    );
    const expectations = manifests.map((manifest) => expectationOf(manifest, 'dev'));
    const offered = offeredEvents(manifests, expectations);
    const received = offered.map((each) => expectations.map(({ receivers }) => receivers(each).size));
    expect(new Set(received.map(String))).toEqual(new Set(['0,0', '1,0', '1,1', '0,1']));
  });
});
