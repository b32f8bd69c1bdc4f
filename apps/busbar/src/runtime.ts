import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emulator, sqs, type QueueCounts, type EmulatorOptions } from '@busbar/emulator';
import { hasErrors } from '@busbar/problem';
import type { Topology } from '@busbar/topology';
import type { Company } from './company';
import { CommandError, exitCode } from './exit';
import { located } from './located';
import { notRunning } from './not-running';
import { synthesizeTemplates } from './templates';
import { plural } from './terminal/plural';
import { printProblems } from './terminal/problems';
import type { Terminal } from './terminal/terminal';

/** A stage that runs on this machine. */
export interface Runtime {
  readonly emulator: Emulator;
  /** `http://127.0.0.1:4010`. */
  readonly endpoint: string;
  /** Counts of every queue. */
  queues(): readonly QueueCounts[];
  close(): Promise<void>;
}

/** topology → templates → runtime, with progress. */
export async function startRuntime(
  terminal: Terminal,
  { config, manifest }: Company,
  topology: Topology,
  port: number,
  { observer, documents }: Pick<EmulatorOptions, 'observer' | 'documents'> = {},
): Promise<Runtime> {
  const { progress } = terminal;
  const assembly = await mkdtemp(join(tmpdir(), 'busbar-'));
  try {
    const { problems } = await progress.phase(
      'templates',
      () => synthesizeTemplates(manifest, { topologies: [topology], outdir: join(assembly, 'cdk.out') }),
      ({ stages }) =>
        plural(
          stages.reduce((sum, stage) => sum + stage.stacks.length, 0),
          'stack',
        ),
    );
    printProblems(terminal, located(problems, config));
    if (hasErrors(problems)) {
      throw new CommandError(
        exitCode.checkFailed,
        'config/ does not fit the stacks.',
        'Correct it; `busbar synth` checks again.',
      );
    }
    const { emulator, endpoint } = await progress.phase(
      'runtime',
      async () => {
        const loaded = await Emulator.load(join(assembly, 'cdk.out'), {
          stage: topology.stage,
          organizationId: topology.organizationId,
          organization: { snapshot: manifest.organization },
          ...(observer && { observer }),
          ...(documents && { documents }),
        });
        try {
          return { emulator: loaded, ...(await loaded.listen({ port, host: '127.0.0.1' })) };
        } catch (error) {
          await loaded.close();
          throw error;
        }
      },
      ({ emulator: { report }, endpoint: url }) => `${plural(report.accounts.length, 'account')} at ${url}`,
    );
    for (const line of notRunning(emulator.report)) terminal.say(`  ${line}`);
    const close = async () => {
      await emulator.close();
      await rm(assembly, { recursive: true, force: true });
    };
    return { emulator, endpoint, queues: () => emulator.service(sqs).queues(), close };
  } catch (error) {
    await rm(assembly, { recursive: true, force: true });
    throw error;
  }
}
