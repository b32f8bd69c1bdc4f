import type { StackUpdateResult } from '../../src';
import { REGION } from '../company';
import { queue, stackOf } from './side-stack';
import { UpdatingCompany } from './updating-company';

const carriedOut = ({ operations }: StackUpdateResult) => operations.map(({ kind, logicalId }) => `${kind} ${logicalId}`);
const SIDE = { name: 'side', account: '111122223333', region: REGION };

describe('an update of a stack', () => {
  it('creates a stack that does not exist, changes it, and deletes it', async () => {
    const { emulator, messages } = await start();
    const created = await emulator.update(await stackOf({ One: queue('one') }));
    expect([created.status, carriedOut(created), messages('one')]).toEqual(['complete', ['create One'], 0]);
    const updated = await emulator.update(
      await stackOf({ One: queue('one', { Properties: { DelaySeconds: 1 } }), Two: queue('two') }),
    );
    expect([updated.status, carriedOut(updated).sort()]).toEqual(['complete', ['create Two', 'update One']]);
    const deleted = await emulator.deleteStack(SIDE);
    expect([deleted.status, messages('one'), messages('two')]).toEqual(['complete', undefined, undefined]);
    expect(emulator.stacks.map(({ name }) => name)).not.toContain('side');
  });

  it('makes and removes in every order that its plan allows, chosen by the seed', async () => {
    const orders = new Set<string>();
    for (const random of [() => 0, () => 0.5, () => 0.99]) {
      const { emulator } = await start();
      const result = await emulator.update(await stackOf({ A: queue('a'), B: queue('b'), C: queue('c') }), { random });
      orders.add(carriedOut(result).join());
    }
    expect(orders.size).toBe(3);
  });

  it('awaits what is to happen between two operations', async () => {
    const { emulator, messages } = await start();
    const seen: unknown[] = [];
    await emulator.update(await stackOf({ A: queue('a'), B: queue('b') }), {
      between: async ({ logicalId }) => {
        await new Promise(setImmediate);
        seen.push([logicalId, messages('a'), messages('b')]);
      },
    });
    expect(seen).toEqual([
      ['A', 0, undefined],
      ['B', 0, 0],
    ]);
  });

  it('goes on beside updates of other stacks, but not of the same one', async () => {
    const { emulator, messages } = await start();
    const one = emulator.startUpdate(await stackOf({ A: queue('a'), B: queue('b') }, 'one'));
    const two = emulator.startUpdate(await stackOf({ C: queue('c') }, 'two'));
    expect(() => emulator.startDelete({ ...SIDE, name: 'one' })).toThrow('is being changed. Wait until that is done.');
    one.next();
    two.next();
    expect([one.done, two.done, two.result?.status]).toEqual([false, true, 'complete']);
    one.next();
    expect([one.done, messages('a'), messages('b'), messages('c')]).toEqual([true, 0, 0, 0]);
  });

  it('deploys a changed DeletionPolicy only along with another change', async () => {
    const { emulator, messages } = await start();
    await emulator.update(await stackOf({ A: queue('a'), B: queue('b') }));
    const retained = { A: queue('a', { DeletionPolicy: 'Retain' }), B: queue('b') };
    expect((await emulator.update(await stackOf(retained))).operations).toEqual([]);
    await emulator.update(await stackOf({ B: queue('b') }));
    expect(messages('a')).toBeUndefined();
  });
});

describe('a resource that stays behind', () => {
  it('is kept with its messages, keeps its name, and is in the way of the next of that name', async () => {
    const company = await start();
    const { emulator, messages } = company;
    await emulator.update(await stackOf({ A: queue('a', { DeletionPolicy: 'Retain' }), B: queue('b') }));
    await emulator.update(await stackOf({ B: queue('b') }));
    expect([messages('a'), emulator.orphans]).toEqual([0, [expect.objectContaining({ stack: 'side', logicalId: 'A' })]]);
    const result = await emulator.update(await stackOf({ B: queue('b'), C: queue('c'), Again: queue('a') }));
    expect(result.status).toBe('rolled-back');
    expect(result.failure?.message).toBe(
      `side/Again: Name makes arn:aws:sqs:${REGION}:111122223333:a, which exists already: side/A left it behind. ` +
        `Resource of type 'AWS::SQS::Queue' already exists. Import or delete what was left behind.`,
    );
    expect(messages('c')).toBeUndefined();
  });

  it('is one that Retain keeps when its creation is rolled back; RetainExceptOnCreate does not', async () => {
    const { emulator } = await start();
    const target = await stackOf({
      A: queue('a', { DeletionPolicy: 'Retain' }),
      B: queue('b', { DeletionPolicy: 'RetainExceptOnCreate' }),
      C: queue('c'),
    });
    const result = await emulator.update(target, { stopAfter: 2 });
    expect([result.status, emulator.orphans.map(({ logicalId }) => logicalId)]).toEqual(['rolled-back', ['A']]);
    const again = await emulator.update(target);
    expect([again.status, again.failure?.message]).toEqual(['rolled-back', expect.stringContaining('side/A left it behind')]);
  });
});

describe('a name that is taken', () => {
  it('fails the creation, and the message names both', async () => {
    const { emulator } = await start();
    await emulator.update(await stackOf({ A: queue('a') }, 'one'));
    const result = await emulator.update(await stackOf({ Mine: queue('a') }, 'two'));
    expect([result.status, result.failure?.message]).toEqual([
      'rolled-back',
      expect.stringMatching(/^two\/Mine: .* exists already: it is that of one\/A\./),
    ]);
    expect(emulator.stacks.map(({ name }) => name)).not.toContain('two');
  });

  it('is taken as long as the old one of two is there: moving a resource under another logical id fails', async () => {
    const { emulator } = await start();
    await emulator.update(await stackOf({ A: queue('a') }));
    const result = await emulator.update(await stackOf({ Moved: queue('a') }));
    expect([result.status, result.failure?.message]).toEqual(['rolled-back', expect.stringContaining('it is that of side/A')]);
  });

  it('counts for types that do nothing here, too', async () => {
    const { emulator } = await start();
    const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'late' } };
    await emulator.update(await stackOf({ A: alarm }));
    expect((await emulator.update(await stackOf({ A: alarm, B: alarm }, 'other'))).status).toBe('rolled-back');
  });

  it('of a queue rests for 60 seconds after it was deleted', async () => {
    const { emulator, clock } = await start();
    const target = await stackOf({ A: queue('a') });
    await emulator.update(target);
    await emulator.deleteStack(SIDE);
    clock.advance(59_000);
    const early = await emulator.update(target);
    expect([early.status, early.failure?.message]).toEqual(['rolled-back', expect.stringContaining('QueueDeletedRecently')]);
    clock.advance(1_000);
    expect((await emulator.update(target)).status).toBe('complete');
  });
});

describe('an update that fails', () => {
  it('is rolled back from wherever it is stopped: the stack is as it was, and can be updated again', async () => {
    const before = {
      Changed: queue('changed', { Properties: { DelaySeconds: 1 } }),
      Replaced: queue('replaced-1'),
      Gone: queue('gone'),
    };
    const after = {
      Changed: queue('changed', { Properties: { DelaySeconds: 2 } }),
      Replaced: queue('replaced-2'),
      New: queue('new'),
    };
    for (const stopAfter of [0, 1, 2]) {
      const { emulator, messages, clock } = await start();
      await emulator.update(await stackOf(before));
      const names = () => ['changed', 'replaced-1', 'replaced-2', 'gone', 'new'].filter((name) => messages(name) === 0);
      const stopped = await emulator.update(await stackOf(after), { stopAfter });
      expect([stopped.status, names()]).toEqual(['rolled-back', ['changed', 'replaced-1', 'gone']]);
      expect(stopped.failure?.message).toContain(`stopped after ${stopAfter} operations`);
      // Names of queues that the rollback deleted rest.
      clock.advance(60_000);
      const again = await emulator.update(await stackOf({ ...after, New: queue('newer') }));
      expect(again.failure?.message).toBeUndefined();
      expect(names()).toEqual(['changed', 'replaced-2']);
    }
  });

  it('cannot be stopped any more in its clean-up', async () => {
    const { emulator } = await start();
    await emulator.update(await stackOf({ A: queue('a'), B: queue('b') }));
    expect((await emulator.update(await stackOf({ A: queue('a'), C: queue('c') }), { stopAfter: 1 })).status).toBe('complete');
  });

  it('names the operation that failed in the journal, and marks those of the rollback', async () => {
    const company = await start();
    await company.emulator.update(await stackOf({ A: queue('a'), B: queue('b', { Properties: { DelaySeconds: 10_000 } }) }));
    expect(company.journal('operation-failed')).toEqual([
      expect.objectContaining({
        logicalId: 'B',
        operation: 'create',
        message: expect.stringContaining('DelaySeconds') as string,
      }),
    ]);
    expect(
      company.journal('stack-operation').map(({ logicalId, operation, isRollback }) => [logicalId, operation, isRollback]),
    ).toEqual([
      ['A', 'create', false],
      ['A', 'delete', true],
    ]);
  });

  it('leaves a resource that AWS does not delete, and says so', async () => {
    const { emulator } = await start();
    // The rule was made beside CloudFormation's back: it is another stack's.
    const bus = { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'side' } }, A: queue('a') };
    const rule = { Type: 'AWS::Events::Rule', Properties: { Name: 'r', EventBusName: 'side', EventPattern: { source: ['s'] } } };
    await emulator.update(await stackOf(bus));
    await emulator.update(await stackOf({ Rule: rule }, 'rules'));
    const deleted = await emulator.deleteStack(SIDE);
    expect([deleted.status, deleted.undeleted, deleted.failure?.message]).toEqual([
      'delete-failed',
      ['Bus'],
      'side/Bus: Name is of an event bus with 1 rules. Delete its rules first.',
    ]);
    await emulator.deleteStack({ ...SIDE, name: 'rules' });
    expect((await emulator.deleteStack(SIDE)).status).toBe('complete');
  });
});

describe('what an update refers to', () => {
  it('is a function that exists, for a permission: AWS refuses to add one to nothing', async () => {
    const { emulator } = await start();
    const permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: 'nobody', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
    };
    const result = await emulator.update(await stackOf({ Permission: permission }));
    expect([result.status, result.failure?.message]).toEqual([
      'rolled-back',
      expect.stringContaining('function:nobody, which is in no template'),
    ]);
  });
});

async function start(options: Parameters<typeof UpdatingCompany.start>[1] = {}) {
  const company = await UpdatingCompany.start(undefined, options);
  return Object.assign(company, { messages: company.messages.bind(company) });
}
