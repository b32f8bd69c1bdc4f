import { checkSlot, stacksOfPlan, type Named, type StepKind } from '@busbar/topology';
import { planOf, requireHold, type StageExecution } from '../execution';
import { passed, refused, type Outcome } from '../outcome';
import { mapAtOnce, readDigests } from '../read-stacks';
import type { StageServices } from '../services';
import { describeDifference } from './enter';

/**
 * A queue is empty when SQS has said so for several minutes: the figures are approximate.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/confirm-queue-is-empty.html
 */
const READS = 3;
const READ_INTERVAL_MS = 60_000;

/** Whether a slot may begin. */
export async function checkStep(
  services: StageServices,
  { slot, ...execution }: StageExecution & { readonly slot: StepKind },
): Promise<Outcome> {
  const plan = await planOf(services, execution);
  const { record } = await services.store.read(plan.stage);
  requireHold(record, execution);
  const found = await readDigests(services.stacks, stacksOfPlan(plan));
  const messages = await messagesIn(services, plan.slots[slot].mustBeEmpty);
  const { differences, notEmpty } = checkSlot(plan, slot, found, messages);
  if (differences.length > 0) {
    const lines = [
      `Stale plan: stage "${plan.stage}" is not as slot "${slot}" expects it.`,
      ...differences.map(describeDifference),
    ];
    return refused('stale', lines, 'Somebody else has changed it. Start the pipeline again.');
  }
  if (notEmpty.length > 0) {
    const lines = notEmpty.map(({ name, messages: count }) => `Queue ${name} would be deleted with ${count} messages in it.`);
    return refused('not-empty', lines, 'Empty it (consume, redrive, or purge what nobody needs), and retry.');
  }
  return passed('go', `StepKind "${slot}" of stage "${plan.stage}" may begin.`);
}

/** The most that was seen in each. */
async function messagesIn({ queues, clock }: StageServices, named: readonly Named[]): Promise<ReadonlyMap<string, number>> {
  const most = new Map<string, number>();
  if (named.length === 0) return most;
  for (let read = 1; ; read++) {
    await mapAtOnce(named, async ({ arn }) => most.set(arn, Math.max(most.get(arn) ?? 0, (await queues.messages(arn)) ?? 0)));
    const isOver = read === READS || [...most.values()].some((count) => count > 0);
    if (isOver) return most;
    await clock.pause(READ_INTERVAL_MS);
  }
}
