import { rehearse, StackTemplates } from '../src/index';
import { describeLoss } from './describe-loss';
import { manifestOf, smallCompany, type SmallCompany } from './small-company';
import { standInServices } from './stand-in-services';

/* A rollout may stop between any two operations. What is deployed then is an ordinary state, from which any config can be rolled out. */

const templates = new StackTemplates(standInServices());
const before = manifestOf(smallCompany);
const [all, ...others] = smallCompany.subscriptions;
if (!all) throw new Error('The small company has no subscriptions.');

/** A further subscription, another publisher, a move: all three kinds of steps. */
const half: SmallCompany = {
  ...smallCompany,
  services: { ...smallCompany.services, two: 5 },
  types: { ...smallCompany.types, 'a.done@1': 'one' },
  subscriptions: [...smallCompany.subscriptions, { ...all, name: 'more' }],
};

const rollOut = async (stopAfter: number, then: SmallCompany) => {
  const changes = [{ to: manifestOf(half), stopAfter }, { to: manifestOf(then) }];
  const { loss, steps } = await rehearse({ before, changes, stage: 'dev', seed: stopAfter, templates, shrinkRuns: 0 });
  return { trace: loss ? describeLoss(loss) : [], ends: steps.map(({ end }) => end) };
};

test('that is stopped after any of its operations and then continued loses nothing', async () => {
  const ends = new Set<string>();
  for (let stopAfter = 0; stopAfter < 40; stopAfter += 4) {
    const { trace, ends: found } = await rollOut(stopAfter, half);
    expect({ stopAfter, trace }).toEqual({ stopAfter, trace: [] });
    for (const end of found) ends.add(end);
  }
  expect(ends).toEqual(new Set(['stopped', 'complete']));
});

test('that is stopped and then taken back, or continued with another config, loses nothing', async () => {
  const other: SmallCompany = { ...half, subscriptions: [{ ...all, filter: 'done' }, ...others] };
  for (const [stopAfter, then] of [
    [1, smallCompany],
    [9, smallCompany],
    [20, smallCompany],
    [31, smallCompany],
    [5, other],
    [14, other],
    [27, other],
  ] as const) {
    const { trace } = await rollOut(stopAfter, then);
    expect({ stopAfter, trace }).toEqual({ stopAfter, trace: [] });
  }
});
