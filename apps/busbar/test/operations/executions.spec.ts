import { assembleState, compile, digestOfDeployed, digestsOf, unitKey, unitsOf } from '@busbar/topology';
import { accountOf, ManifestBuilder } from '@busbar/topology/testing';
import fc from 'fast-check';
import { execute, type SimulatedExecution } from './simulated-execution';
import { SimulatedStage } from './simulated-stage';

const UPDATED = 'delivery.status.updated@1';
const TAMPERED = 'device.tamper.detected@1';

/** What config/ says at each commit: a service that subscribes, then filters, moves, leaves and comes back. */
const base = () =>
  new ManifestBuilder()
    .stage('dev')
    .service('pub', { dev: accountOf(1) })
    .event(UPDATED, 'pub')
    .event(TAMPERED, 'pub');
const history = [
  base()
    .service('sub', { dev: accountOf(2) })
    .subscribe('sub', 'all', UPDATED),
  base()
    .service('sub', { dev: accountOf(2) })
    .subscribe('sub', 'all', UPDATED, { status: ['DELIVERED'] }),
  base()
    .service('sub', { dev: accountOf(3) })
    .subscribe('sub', 'all', UPDATED),
  base()
    .service('sub', { dev: accountOf(2) })
    .subscribe('sub', 'tampering', TAMPERED),
  base()
    .service('sub', { dev: accountOf(2) })
    .subscribe('sub', 'all', UPDATED)
    .subscribe('sub', 'tampering', TAMPERED),
].map((builder) => builder.build());

const at = (commit: number, more: Partial<SimulatedExecution> = {}): SimulatedExecution => {
  const manifest = history[commit];
  if (!manifest) throw new Error(`There is no commit ${commit}.`);
  return { id: `run-${commit}`, commit: String(commit), manifest, ...more };
};

/** Nothing is left to do for the commit, and what is recorded is what is there. */
function expectSettled(stage: SimulatedStage, commit: number): void {
  const { units, heldBy, waiting } = stage.record;
  const before = assembleState(units);
  expect(compile(at(commit).manifest, 'dev', { ...(before && { before }) }).rollout.steps).toEqual([]);
  expect(Object.fromEntries(units.map((each) => [unitKey(each.unit), digestOfDeployed(each)]))).toEqual(stage.digests());
  expect({ heldBy, waiting }).toEqual({});
}

/** Runs what was started until nothing runs any more. @returns the verdicts */
async function untilQuiet(stage: SimulatedStage, running: Promise<string>[]): Promise<string[]> {
  const verdicts: string[] = [];
  for (let begun = 0; ;) {
    while (begun < stage.started.length) {
      const { commit = '' } = stage.started[begun] ?? {};
      running.push(execute(stage, at(Number(commit), { id: `started-${++begun}` })));
    }
    const next = running.shift();
    if (!next) return verdicts;
    verdicts.push(await next);
  }
}

describe('one execution', () => {
  it('deploys, records and gives the stage back', async () => {
    const stage = new SimulatedStage();
    expect(await execute(stage, at(0))).toBe('left');
    expect(stage.digests()).toEqual(Object.fromEntries(digestsOf(compile(at(0).manifest, 'dev').topology)));
    expect([...stage.stacks.values()].every(({ terminationProtection }) => terminationProtection)).toBe(true);
    expect(stage.record.last).toMatchObject({ execution: 'run-0', commit: '0' });
    expectSettled(stage, 0);
  });

  it('deletes the stack of an account that has nothing any more', async () => {
    const stage = new SimulatedStage();
    await execute(stage, at(0));
    await execute(stage, at(2));
    const left = `${accountOf(2)}/busbar-account-${accountOf(2)}`;
    expect(stage.stacks.get(left)).toMatchObject({ terminationProtection: true });
    // Each waits for what the one before has stopped: rule, queues, stack.
    for (let day = 1; stage.stacks.has(left) && day <= 5; day++) {
      stage.time += 24 * 3_600_000;
      expect(await execute(stage, { ...at(2), manifest: movedAndRetired, id: `day-${day}` })).toBe('left');
    }
    expect(stage.stacks.has(left)).toBe(false);
    expectSettled(stage, 2);
  });

  it('refuses a commit that comes before the one that the stage has', async () => {
    const stage = new SimulatedStage();
    await execute(stage, at(1));
    expect(await execute(stage, at(0))).toBe('overtaken');
    expectSettled(stage, 1);
  });

  it('does not begin when somebody has deployed by hand since the plan', async () => {
    const stage = new SimulatedStage();
    await execute(stage, at(0));
    const other = compile(at(1).manifest, 'dev').topology;
    const yieldTurn = () => {
      if (stage.plans > 1 && !stage.record.heldBy) for (const unit of unitsOf(other)) stage.deploy(other, unit);
      return Promise.resolve();
    };
    expect(await execute(stage, at(3, { yieldTurn }))).toBe('stale');
    expect(stage.record).toMatchObject({ last: { execution: 'run-0' } });
    expect(stage.record.heldBy).toBeUndefined();
    expect(stage.started).toEqual([]);
  });

  it('does not delete a queue with messages in it', async () => {
    const stage = new SimulatedStage();
    await execute(stage, at(0));
    await execute(stage, at(3));
    stage.time += 48 * 3_600_000;
    const gone = { ...at(3), manifest: retired };
    expect(await execute(stage, { ...gone, id: 'acknowledged' })).toBe('left');
    const queue = `arn:aws:sqs:eu-west-1:${accountOf(2)}:sub-all`;
    stage.messages.set(queue, 2);
    expect(await execute(stage, { ...gone, id: 'full' })).toBe('not-empty');
    stage.messages.set(queue, 0);
    expect(await execute(stage, { ...gone, id: 'empty' })).toBe('left');
    expect(JSON.stringify(stage.record)).not.toContain('sub-all');
  });
});

const movedAndRetired = base()
  .service('sub', { dev: accountOf(3) })
  .subscribe('sub', 'all', UPDATED)
  .retire('dev', 'sub', 'all')
  .build();
const retired = base()
  .service('sub', { dev: accountOf(2) })
  .subscribe('sub', 'tampering', TAMPERED)
  .retire('dev', 'sub', 'all')
  .build();

describe('two executions', () => {
  it('one holds the stage; the other waits, and is started when the first leaves', async () => {
    const stage = new SimulatedStage();
    let second: Promise<string> | undefined;
    const yieldTurn = () => {
      if (stage.record.heldBy && !second) second = execute(stage, at(1));
      return Promise.resolve();
    };
    expect(await execute(stage, at(0, { yieldTurn }))).toBe('left');
    expect(await second).toBe('waits');
    expect(stage.started).toEqual([{ pipeline: 'busbar-dev', commit: '1' }]);
    expect(await untilQuiet(stage, [])).toEqual(['left']);
    expectSettled(stage, 1);
  });

  it('a plan that another rollout has made stale is started again', async () => {
    const stage = new SimulatedStage();
    let first: Promise<string> | undefined;
    // The second has planned, and is waiting for its approval, when the first runs.
    const yieldTurn = async () => {
      if (stage.plans > 0 && !first) await (first = execute(stage, at(0)));
    };
    expect(await execute(stage, at(1, { yieldTurn }))).toBe('stale');
    expect(stage.started).toEqual([{ pipeline: 'busbar-dev', commit: '1' }]);
    await untilQuiet(stage, []);
    expectSettled(stage, 1);
  });

  it('one goes on where another has died', async () => {
    const stage = new SimulatedStage();
    expect(await execute(stage, at(0, { faults: new Map([[120, 'die']]) }))).toBe('killed');
    expect(stage.record.heldBy?.execution).toBe('run-0');
    expect(await execute(stage, at(1))).toBe('left');
    expectSettled(stage, 1);
  });
});

describe('any executions, in any order of what they do', () => {
  const faults = fc.array(fc.tuple(fc.nat({ max: 250 }), fc.constantFrom('retry' as const, 'die' as const)), { maxLength: 3 });
  const runs = fc.array(fc.record({ commit: fc.nat({ max: history.length - 1 }), faults }), { minLength: 1, maxLength: 3 });

  it('leave the stage with the latest commit, if none dies', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.uniqueArray(fc.nat({ max: history.length - 1 }), { minLength: 2, maxLength: 3 }),
        async (s, commits) => {
          const stage = new SimulatedStage();
          const yieldTurn = () => s.schedule(Promise.resolve());
          const running = commits.map((commit) => execute(stage, at(commit, { yieldTurn })));
          await s.waitFor(Promise.all(running));
          await untilQuiet(stage, running);
          expectSettled(stage, Math.max(...commits));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('can be finished by one more, wherever they die', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), runs, async (s, given) => {
        const stage = new SimulatedStage();
        const yieldTurn = () => s.schedule(Promise.resolve());
        const running = given.map(({ commit, faults: of }, index) =>
          execute(stage, at(commit, { id: `run-${index}`, faults: new Map(of), yieldTurn })),
        );
        await s.waitFor(Promise.all(running));
        await untilQuiet(stage, running);
        const latest = history.length - 1;
        expect(await execute(stage, at(latest, { id: 'last' }))).toBe('left');
        await untilQuiet(stage, []);
        expectSettled(stage, latest);
      }),
      { numRuns: 40 },
    );
  });
});
