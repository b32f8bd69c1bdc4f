import { accountOf, ManifestBuilder } from '@busbar/topology/testing';
import type { Manifest } from '@busbar/manifest';
import { rehearse, StackTemplates } from '../src/index';
import { describeLoss } from './describe-loss';
import { company, rollOut } from './sabotage';
import { smallCompany } from './small-company';
import { standInServices } from './stand-in-services';

/* Changes that lost events, or could not be deployed, when every change was compiled as if it were the first. */

const DONE = 'a.done@1';
const SEEDS = [1, 2];
const templates = new StackTemplates(standInServices());

/** Of each seed; empty lists where nothing is lost. */
async function lossesOf(before: Manifest, ...next: readonly Manifest[]): Promise<readonly (readonly string[])[]> {
  const losses: (readonly string[])[] = [];
  for (const seed of SEEDS) {
    const { loss } = await rehearse({
      before,
      changes: next.map((to) => ({ to })),
      stage: 'dev',
      seed,
      templates,
      shrinkRuns: 0,
    });
    losses.push(loss ? describeLoss(loss) : []);
  }
  return losses;
}

const NOTHING = SEEDS.map(() => []);

const { subscriptions } = smallCompany;
const from = company();
const manifests = (...companies: readonly Parameters<typeof rollOut>[1][]): readonly Manifest[] =>
  rollOut(undefined, ...companies).changes.map(({ to }) => to);

test('an account more than a routing stack holds: the others stay where they are', async () => {
  const accounts = (count: number): Manifest => {
    const builder = new ManifestBuilder().platform({ accountsPerRoutingStack: 3 }).service('pub').event(DONE, 'pub');
    for (let at = 1; at <= count; at++) builder.service(`s${at}`, { dev: accountOf(at + 1) }).subscribe(`s${at}`, 'all', DONE);
    return builder.build();
  };
  expect(await lossesOf(accounts(3), accounts(4), accounts(7), accounts(2))).toEqual(NOTHING);
});

test('a publisher more: the bus policy does not hold old and new statements at once', async () => {
  const publishers = (count: number): Manifest => {
    const builder = new ManifestBuilder();
    for (let at = 1; at <= count; at++) {
      builder.service(`s${at}`);
      for (const type of ['made', 'sent', 'done']) builder.event(`domain${at}.thing.${type}@1`, `s${at}`);
    }
    return builder.subscribe('s1', 'all', 'domain2.thing.done@1').build();
  };
  expect(await lossesOf(publishers(24), publishers(25))).toEqual(NOTHING);
});

test.each([
  ['a subscription to a function that is there', { service: 'two', name: 'more', type: 'c.done@1' }],
  ['a subscription to a function that comes with it', { service: 'one', name: 'more', type: DONE }],
] as const)('%s, of an event type that the account receives: the function is there before the rule', async (_name, added) => {
  const after = company({ subscriptions: [...subscriptions, { ...added, filter: 'none', delivery: 'function' }] });
  expect(await lossesOf(...(manifests(from, after) as [Manifest]))).toEqual(NOTHING);
});

test('a queue that becomes a function, and a function that becomes a queue', async () => {
  const swapped = company({
    subscriptions: subscriptions.map((each) => ({ ...each, delivery: each.delivery === 'queue' ? 'function' : 'queue' })),
  });
  expect(await lossesOf(...(manifests(from, swapped, from) as [Manifest]))).toEqual(NOTHING);
});

test('a subscription with another name: its queue stays, or retires with its messages', async () => {
  const [first, ...others] = subscriptions;
  const renamed = (previously?: string) =>
    company({
      subscriptions: [
        { ...(first as (typeof subscriptions)[number]), name: 'every', ...(previously && { previously }) },
        ...others,
      ],
    });
  expect(await lossesOf(...(manifests(from, renamed('all'), renamed(), from) as [Manifest]))).toEqual(NOTHING);
});

test('the last subscription of an account, and the last service: their stacks are there as long as they hold something', async () => {
  const { two: _, ...services } = smallCompany.services;
  const without = company({ subscriptions: subscriptions.slice(0, 2) });
  const gone = company({ subscriptions: subscriptions.slice(0, 2), services });
  expect(await lossesOf(...(manifests(from, without, gone, from) as [Manifest]))).toEqual(NOTHING);
});

test('a key for the bus, and none any more', async () => {
  expect(await lossesOf(...(manifests(from, company({ encryption: 'customer-managed' }), from) as [Manifest]))).toEqual(NOTHING);
});

test('a function of another workspace is taken to be there', async () => {
  const elsewhere = new StackTemplates();
  const more = company({
    subscriptions: [...subscriptions, { service: 'two', name: 'more', type: 'c.done@1', filter: 'none', delivery: 'function' }],
  });
  const { loss } = await rehearse({ ...rollOut(from, more), stage: 'dev', templates: elsewhere });
  expect(loss).toBeUndefined();
});

test('a service that moves to another account, and back', async () => {
  const moved = company({ services: { ...smallCompany.services, one: 5 } });
  expect(await lossesOf(...(manifests(from, moved, from) as [Manifest]))).toEqual(NOTHING);
});
