import {
  deployedUnits,
  recordedStacks,
  unitKey,
  type DeployedUnit,
  type DeploymentUnit,
  type StackDigests,
  type StageRecord,
} from '@busbar/topology';
import { CommandError, exitCode } from '../exit';
import { mapAtOnce, readDigests } from './read-stacks';
import type { StageServices } from './services';

/** What a stage has. */
export interface Before {
  readonly digests: StackDigests;
  readonly deployed: readonly DeployedUnit[];
}

/** What the stage has, stack by stack, whoever deployed it and however far. */
export async function readBefore(
  { store, stacks }: Pick<StageServices, 'store' | 'stacks'>,
  record: StageRecord,
  planned: readonly DeploymentUnit[],
): Promise<Before> {
  const units = [...new Map([...planned.map((unit) => [unitKey(unit), unit] as const), ...recordedStacks(record)]).values()];
  const digests = await readDigests(stacks, units);
  const recordedOnly = deployedUnits(units, digests, { record, parts: new Map(), endedAt: new Map() });
  // Those that differ from the record: few, unless a rollout was broken off.
  const others = await mapAtOnce(recordedOnly.unknown, async (unit) => {
    const digest = digests[unitKey(unit)] ?? '';
    const part = await store.readPart(digest);
    const ended = await stacks.endOfLastChange(unit);
    return { unit, digest, part, ended };
  });
  const missing = others.filter(({ part }) => part === undefined);
  if (missing.length > 0) throw unknownParts(missing);
  const { deployed } = deployedUnits(units, digests, {
    record,
    parts: new Map(others.flatMap(({ digest, part }) => (part ? [[digest, part] as const] : []))),
    endedAt: new Map(others.flatMap(({ unit, ended }) => (ended ? [[unitKey(unit), ended.toISOString()] as const] : []))),
  });
  return { digests, deployed };
}

function unknownParts(stacks: readonly { readonly unit: DeploymentUnit; readonly digest: string }[]): CommandError {
  const lines = stacks.map(({ unit, digest }) => `Nobody knows what ${unitKey(unit)} was deployed with (digest ${digest}).`);
  const fix =
    'It was not deployed by this pipeline, or the bucket has lost parts/<digest>.json. Restore that, or record a deployment by hand: `busbar record`.';
  return new CommandError(exitCode.checkFailed, lines.join('\n'), fix);
}
