import { loadAssembly, type LoadedStack } from '../../src';
import { Folders } from '../cloudformation/assembly.fixture';
import type { Definition } from '../company';

export const queue = (name: string, more: Partial<Definition> = {}): Definition => ({
  Type: 'AWS::SQS::Queue',
  ...more,
  Properties: { QueueName: name, ...more.Properties },
});

/** A stack of an account that nobody else is in. */
export async function stackOf(Resources: Record<string, Definition>, name = 'side'): Promise<LoadedStack> {
  const folders = new Folders();
  const { stacks } = await loadAssembly(folders.assembly({ [name]: { Resources } })).finally(() => folders.remove());
  const [stack] = stacks;
  if (!stack) throw new Error('There is no stack.');
  return stack;
}
