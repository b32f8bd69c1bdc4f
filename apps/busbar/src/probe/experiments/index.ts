import type { Experiment } from '../experiment';
import { batches } from './batches';
import { closedDeadLetterQueue, thirdHop } from './dead-letters';
import { encryptedBus, queueTags, sizes } from './edges';
import { policyCharacters } from './policy-characters';
import { putTargets } from './put-targets';
import { effectDelay, retriesAfterPermission } from './retries';

/** Every experiment. `docs/emulator.md` names them at the assumptions that they test. */
export const experiments: readonly Experiment[] = [
  putTargets,
  batches,
  policyCharacters,
  closedDeadLetterQueue,
  thirdHop,
  retriesAfterPermission,
  effectDelay,
  sizes,
  queueTags,
  encryptedBus,
];
