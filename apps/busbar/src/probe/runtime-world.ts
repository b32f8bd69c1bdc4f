import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessKeyIdOf, Emulator, loadAssembly, ManualClock } from '@busbar/emulator';
import type { ProbeContext, Template } from './experiment';
import type { Deployment, StackTarget, World } from './world';

/** An empty organization of two accounts in the embedded runtime, behind a port. Waiting takes no time. */
export async function runtimeWorld({ accounts, region }: ProbeContext): Promise<World> {
  const clock = new ManualClock();
  const emulator = new Emulator([], { clock, foreignAccounts: Object.values(accounts) });
  const { endpoint } = await emulator.listen({ port: 0 });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    settings: (side) => ({
      region,
      endpoint,
      credentials: { accessKeyId: accessKeyIdOf({ account: accounts[side] }), secretAccessKey: 'local' },
    }),
    async deploy({ side, name }, template): Promise<Deployment> {
      const stack = await loadStack(name, `aws://${accounts[side]}/${region}`, template);
      const { status, failure } = await emulator.update(stack);
      return { ok: status === 'complete', ...(failure && { reason: failure.message }) };
    },
    async remove({ side, name }: StackTarget) {
      const { status, failure } = await emulator.deleteStack({ name, account: accounts[side], region });
      if (status !== 'complete') throw new Error(failure?.message ?? status);
    },
    async wait(seconds) {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1_000);
        await settle();
      }
    },
    close: () => emulator.close(),
  };
}

/** A template as a cloud assembly of one stack has it. */
async function loadStack(name: string, environment: string, template: Template) {
  const directory = await mkdtemp(join(tmpdir(), 'busbar-probe-'));
  try {
    const properties = { templateFile: 'template.json' };
    const artifacts = { [name]: { type: 'aws:cloudformation:stack', environment, properties } };
    await writeFile(join(directory, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts }));
    await writeFile(join(directory, 'template.json'), JSON.stringify(template));
    const { stacks } = await loadAssembly(directory);
    const [stack] = stacks;
    if (!stack) throw new Error(`The template of ${name} was not loaded.`);
    return stack;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
