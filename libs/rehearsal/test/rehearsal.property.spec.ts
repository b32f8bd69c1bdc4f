import fc from 'fast-check';
import { editedRollouts, rehearseEdits } from './random-changes';

/** Thousands are in the benchmark. */
const runs = 25;

test('no sequence of changes loses an event, whatever the order and delays, and wherever it is stopped', async () => {
  await fc.assert(
    fc.asyncProperty(editedRollouts, fc.nat(), async (rollouts, seed) => {
      const { story, rehearsal } = await rehearseEdits(rollouts, seed);
      if (rehearsal?.loss) throw new Error(`\n${story}`);
    }),
    { numRuns: runs },
  );
});
