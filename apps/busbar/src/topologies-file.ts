import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from '@busbar/topology';
import { CommandError, exitCode } from './exit';

/** The topologies that a cloud assembly was drawn from; `synthesize` writes them beside its templates. */
export function readTopologies(assembly: string): readonly Topology[] {
  const path = join(assembly, 'busbar.topologies.json');
  if (!existsSync(path)) {
    throw new CommandError(
      exitCode.usage,
      `"${assembly}" is not a cloud assembly of Busbar.`,
      'Name the folder that `busbar synth` wrote.',
    );
  }
  return JSON.parse(readFileSync(path, 'utf8')) as Topology[];
}
