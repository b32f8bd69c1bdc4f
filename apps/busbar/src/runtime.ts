import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emulator, type RuntimeObserver } from '@busbar/emulator';
import type { Topology } from '@busbar/topology';
import { openCompany, topologyOf, type Company } from './company';
import type { CommonOptions } from './main';
import { synthesizeTemplates } from './templates';
import { plural } from './terminal/problems';
import type { Terminal } from './terminal/terminal';

/** A stage that runs on this machine. */
export interface Runtime {
  readonly company: Company;
  readonly topology: Topology;
  readonly emulator: Emulator;
  /** `http://127.0.0.1:4010`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** config → topology → templates → runtime, with progress. */
export async function startRuntime(
  terminal: Terminal,
  options: CommonOptions & { readonly stage: string; readonly port: number },
  observer?: RuntimeObserver,
): Promise<Runtime> {
  const { progress } = terminal;
  const company = await progress.phase(
    'config',
    () => openCompany(terminal, options),
    ({ manifest }) =>
      `${plural(manifest.contracts.length, 'event type')}, ${plural(manifest.services.length, 'service')}, ${plural(manifest.subscriptions.length, 'subscription')}`,
  );
  const topology = await progress.phase(
    'topology',
    () => topologyOf(company, options.stage),
    ({ stage, grants, routes }) => `${stage}: ${plural(grants.length, 'grant')}, ${plural(routes.length, 'route')}`,
  );
  const assembly = await mkdtemp(join(tmpdir(), 'busbar-'));
  try {
    await progress.phase(
      'templates',
      () => synthesizeTemplates(company.manifest, { topologies: [topology], outdir: join(assembly, 'cdk.out') }),
      ({ stages }) => plural(stages.reduce((sum, stage) => sum + stage.stacks.length, 0), 'stack'),
    );
    const { emulator, endpoint } = await progress.phase(
      'runtime',
      async () => {
        const loaded = await Emulator.load(join(assembly, 'cdk.out'), {
          stage: options.stage,
          organizationId: topology.organizationId,
          ...(observer && { observer }),
        });
        return { emulator: loaded, ...(await loaded.listen({ port: options.port, host: '127.0.0.1' })) };
      },
      ({ emulator: { report }, endpoint: url }) => `${plural(report.accounts.length, 'account')} at ${url}`,
    );
    for (const { type, stack, logicalId } of emulator.report.unsupported) {
      terminal.say(`  ${terminal.err.warn('not run')}: ${type} ${stack}/${logicalId}`);
    }
    const close = async () => {
      await emulator.close();
      await rm(assembly, { recursive: true, force: true });
    };
    return { company, topology, emulator, endpoint, close };
  } catch (error) {
    await rm(assembly, { recursive: true, force: true });
    throw error;
  }
}
