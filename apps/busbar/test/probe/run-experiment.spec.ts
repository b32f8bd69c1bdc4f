import { probeExperiment } from '../../src/probe/compare';
import { describeResult, DRY_RUN } from '../../src/probe/describe';
import type { Experiment, Step } from '../../src/probe/experiment';
import { runExperiment } from '../../src/probe/run-experiment';
import { runtimeWorld } from '../../src/probe/runtime-world';
import { ProbeTemplates } from '../../src/probe/templates';
import type { World } from '../../src/probe/world';

const t = new ProbeTemplates(DRY_RUN);

function experiment(...steps: readonly Step[]): Experiment {
  return { id: 'made-up', question: 'Does it?', assumption: 'It does.', minutes: 1, steps: () => steps };
}

const deploy = (what: string): Step => ({
  kind: 'deploy',
  side: 'a',
  stack: what,
  template: t.template(t.busPart(what)),
  observe: `bus ${what}`,
});
const publish = (what: string): Step => ({
  kind: 'publish',
  side: 'a',
  events: [{ bus: t.bus('a', what), source: 'busbar.probe' }],
  observe: `event on ${what}`,
});
const stack = (what: string) => `busbar-probe-made-up-a-${what}-dryrun`;

/** A world that records what is deployed and removed, and does what `change` says instead. */
async function world(change: Partial<World> = {}): Promise<{ world: World; done: string[] }> {
  const real = await runtimeWorld(DRY_RUN);
  const done: string[] = [];
  const changed = { ...real, ...change };
  return {
    done,
    world: {
      ...changed,
      deploy: (target, template) => {
        done.push(`deploy ${target.name}`);
        return changed.deploy(target, template);
      },
      remove: (target) => {
        done.push(`remove ${target.name}`);
        return changed.remove(target);
      },
    },
  };
}

/** Runs it and closes the world. */
async function run(of: Experiment, change: Partial<World> = {}, options: Parameters<typeof runExperiment>[3] = {}) {
  const { world: opened, done } = await world(change);
  try {
    return { ...(await runExperiment(of, DRY_RUN, opened, options)), done };
  } finally {
    await opened.close();
  }
}

it('removes what it made, last first', async () => {
  const { done, error } = await run(experiment(deploy('one'), deploy('two'), publish('one')));
  expect(error).toBeUndefined();
  expect(done).toEqual([`deploy ${stack('one')}`, `deploy ${stack('two')}`, `remove ${stack('two')}`, `remove ${stack('one')}`]);
});

it('removes what it made when a call fails half-way, the stack that failed too', async () => {
  const real = await runtimeWorld(DRY_RUN);
  const { done, error, answers } = await run(experiment(deploy('one'), deploy('two'), publish('one')), {
    deploy: (target, template) =>
      target.name === stack('two') ? Promise.reject(new Error('the network is down')) : real.deploy(target, template),
    remove: () => Promise.resolve(),
  });
  await real.close();
  expect(error).toBe('the network is down');
  expect([...answers.keys()]).toEqual(['bus one']);
  expect(done.slice(2)).toEqual([`remove ${stack('two')}`, `remove ${stack('one')}`]);
});

it('stops at a stack that is refused unless that is the question', async () => {
  const refused = () => Promise.resolve({ ok: false, reason: 'no such thing' });
  const { observe: _, ...unasked } = deploy('one') as Extract<Step, { kind: 'deploy' }>;
  expect((await run(experiment(unasked), { deploy: refused })).error).toBe(
    'A stack of the experiment was refused: no such thing',
  );
  const asked = await run(experiment(deploy('one')), { deploy: refused });
  expect(asked.answers.get('bus one')).toEqual({ observed: 'refused', detail: 'no such thing' });
});

it.each<[string, Step]>([
  ['between two steps', publish('one')],
  ['while it waits', { kind: 'wait', seconds: 3_600, why: 'nothing happens' }],
  ['while it looks into a queue', { kind: 'receive', side: 'a', queue: t.name('none'), seconds: 3_600, observe: 'nothing' }],
])('removes what it made when it is interrupted %s', async (_, step) => {
  const controller = new AbortController();
  const queue: Step = { kind: 'deploy', side: 'a', stack: 'queue', template: t.template(t.queuePart('a', 'none', [])) };
  const { done, error } = await run(
    experiment(deploy('one'), queue, step, deploy('never')),
    {},
    {
      signal: controller.signal,
      onStep: (what) => what === step.kind && controller.abort(),
    },
  );
  expect(error).toBe('interrupted');
  expect(done).toEqual([
    `deploy ${stack('one')}`,
    `deploy ${stack('queue')}`,
    `remove ${stack('queue')}`,
    `remove ${stack('one')}`,
  ]);
});

it('says what could not be removed, and removes the rest', async () => {
  const { leftovers, done } = await run(experiment(deploy('one'), deploy('two')), {
    remove: ({ name }) => (name === stack('two') ? Promise.reject(new Error('DELETE_FAILED')) : Promise.resolve()),
  });
  expect(leftovers).toEqual([`${stack('two')}: DELETE_FAILED`]);
  expect(done.at(-1)).toBe(`remove ${stack('one')}`);
});

describe('AWS and the runtime', () => {
  const asked = experiment(deploy('one'), publish('one'));
  const runtime = () => runtimeWorld(DRY_RUN);

  it('are told apart where they answer differently, with the words of AWS', async () => {
    const aws = async () => (await world({ deploy: () => Promise.resolve({ ok: false, reason: 'AWS says no.' }) })).world;
    const result = await probeExperiment(asked, DRY_RUN, { aws, runtime });
    expect(result.answers).toEqual([
      { name: 'bus one', aws: 'refused', runtime: 'deployed', agree: false, detail: 'AWS says no.' },
      expect.objectContaining({ name: 'event on one', agree: true }),
    ]);
    expect(describeResult(result)[1]).toBe('  ≠ bus one: AWS refused, runtime deployed (AWS says no.)');
  });

  it('are not compared where the runtime cannot be asked', async () => {
    const only = { ...asked, notInRuntime: 'It has none of that.' };
    const result = await probeExperiment(only, DRY_RUN, { aws: runtime, runtime: () => Promise.reject(new Error('asked')) });
    expect(result.answers[0]).toEqual({ name: 'bus one', aws: 'deployed' });
    expect(describeResult(result)[1]).toBe('    bus one: AWS deployed, runtime not asked');
  });

  it('are not compared when AWS was not asked to the end', async () => {
    const aws = async () => (await world({ deploy: () => Promise.reject(new Error('the network is down')) })).world;
    const result = await probeExperiment(asked, DRY_RUN, { aws, runtime });
    expect(result).toMatchObject({ error: 'the network is down', answers: [] });
    expect(describeResult(result).at(-1)).toBe('  not finished: the network is down');
  });
});
