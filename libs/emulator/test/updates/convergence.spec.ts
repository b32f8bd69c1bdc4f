import fc from 'fast-check';
import type { StackUpdate } from '../../src';
import { loadCompany, type Definition, type Templates } from '../company';
import { UpdatingCompany } from './updating-company';

const STACKS = ['central', 'publisher', 'subscriber'] as const;

const edit = (definition: Definition | undefined, change: (properties: Record<string, unknown>) => void) =>
  void (definition && change(definition.Properties));

/** Changes that may be there or not, each by itself. */
const CHANGES: readonly ((templates: Templates) => void)[] = [
  ({ subscriber }) =>
    edit(subscriber.Resources['QueueRule'], (properties) => {
      properties['EventPattern'] = { source: ['company.orders'], detail: { data: { country: ['FR'] } } };
    }),
  ({ subscriber }) => edit(subscriber.Resources['QueueRule'], (properties) => void (properties['Name'] = 'parcels-queue-2')),
  ({ subscriber }) => delete subscriber.Resources['parcelsPolicy'],
  ({ subscriber }) => delete subscriber.Resources['Permission'],
  ({ subscriber }) => delete subscriber.Resources['BusPolicy'],
  ({ subscriber }) => delete subscriber.Resources['FunctionRule'] && delete subscriber.Resources['Permission'],
  ({ central }) => edit(central.Resources['Route'], (properties) => void (properties['State'] = 'DISABLED')),
  ({ central }) => edit(central.Resources['RouteRole'], (properties) => void (properties['Policies'] = [])),
  ({ central }) => edit(central.Resources['BusPolicy'], (properties) => void (properties['StatementId'] = 'others')),
  ({ central }) => edit(central.Resources['Bus'], (properties) => void (properties['Description'] = 'Events')),
  ({ publisher }) => edit(publisher.Resources['Role'], (properties) => void (properties['Policies'] = [])),
];

const anyChanges = fc.subarray([...CHANGES.keys()]);

const changed = (chosen: readonly number[]) => (templates: Templates) => chosen.forEach((index) => CHANGES[index]?.(templates));

/** What becomes of some events: everything that an observer sees of them but ids and times. */
function fates(company: UpdatingCompany): string[] {
  company.events.length = 0;
  for (const entry of [
    {},
    { Detail: '{"data":{"country":"FR"}}' },
    { DetailType: 'order.cancelled@1' },
    { Source: 'company.other' },
  ]) {
    try {
      company.publish(entry);
    } catch {
      // A call that is refused as a whole is in the journal.
    }
  }
  return company.events.map((event) => {
    const { kind } = event;
    const target = 'targetId' in event ? event.targetId : '';
    const rule = 'ruleArn' in event ? event.ruleArn : '';
    const code = 'errorCode' in event ? event.errorCode : '';
    return `${kind} ${rule} ${target} ${code}`;
  });
}

/** A sequence of numbers from 0 to 1. */
function numbers(given: readonly number[]): () => number {
  let index = 0;
  return () => (given[index++ % given.length] ?? 0) / 1_000;
}

const anyNumbers = fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 12 });

describe('stacks that are updated at once, in any order, with any delays', () => {
  it('are in the end as if they had been loaded', async () => {
    await fc.assert(
      fc.asyncProperty(anyChanges, anyChanges, anyNumbers, anyNumbers, async (before, after, order, delays) => {
        const delay = numbers(delays);
        const company = await UpdatingCompany.start(changed(before), { effectDelay: () => delay() * 60_000 });
        const random = numbers(order);
        const { stacks } = await loadCompany(changed(after));
        const updates = stacks.map((stack) => company.emulator.startUpdate(stack, { random }));
        runTogether(updates, random, company);
        expect(updates.map(({ result }) => result?.failure?.message ?? result?.status)).toEqual(STACKS.map(() => 'complete'));
        company.clock.advance(60_000);
        expect(company.emulator.pendingEffects).toBe(0);
        expect(fates(company)).toEqual(fates(await UpdatingCompany.start(changed(after))));
      }),
      { numRuns: 30 },
    );
  });

  it('are as they were when they are stopped anywhere and roll back', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyChanges,
        anyChanges,
        anyNumbers,
        anyNumbers,
        fc.nat({ max: 5 }),
        async (before, after, order, delays, stop) => {
          const delay = numbers(delays);
          const company = await UpdatingCompany.start(changed(before), { effectDelay: () => delay() * 60_000 });
          const random = numbers(order);
          const { stacks } = await loadCompany(changed(after));
          const updates = stacks.map((stack) => company.emulator.startUpdate(stack, { random }));
          for (const update of updates) {
            for (let count = 0; count < stop && update.upcoming[0]?.phase === 'update'; count++) update.next();
            if (!update.cancel()) return; // Nothing was left to stop.
          }
          runTogether(updates, random, company);
          expect(updates.map(({ result }) => result?.status)).toEqual(STACKS.map(() => 'rolled-back'));
          company.clock.advance(60_000);
          expect(fates(company)).toEqual(fates(await UpdatingCompany.start(changed(before))));
        },
      ),
      { numRuns: 30 },
    );
  });
});

function runTogether(updates: readonly StackUpdate[], random: () => number, { clock }: UpdatingCompany): void {
  for (;;) {
    const left = updates.filter(({ done }) => !done);
    const update = left[Math.floor(random() * left.length)];
    if (!update) return;
    update.next();
    clock.advance(random() * 10_000);
  }
}
