import { digestsOfStacks, unitKey, type StackDigests, type StackName, type StackState } from '@busbar/topology';
import { CommandError, exitCode } from '../exit';
import type { Stacks } from './services';

/** Stacks that are asked for at the same time. */
const AT_ONCE = 8;

/** What stacks have now, by `unitKey`. */
export async function readStates(
  stacks: Stacks,
  units: readonly StackName[],
): Promise<ReadonlyMap<string, StackState | undefined>> {
  const states = await mapAtOnce(units, async (unit) => [unitKey(unit), await stacks.describe(unit)] as const);
  return new Map(states);
}

/** @throws CommandError (check failed) for a stack that nothing can be said of, with what to do */
export async function readDigests(stacks: Stacks, units: readonly StackName[]): Promise<StackDigests> {
  const { digests, troubles } = digestsOfStacks(units, await readStates(stacks, units));
  if (troubles.length === 0) return digests;
  const fixes = [...new Set(troubles.map(({ fix }) => fix))];
  throw new CommandError(exitCode.checkFailed, troubles.map(({ message }) => message).join('\n'), fixes.join(' '));
}

/** Results in the order of the items. */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at] as Item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
