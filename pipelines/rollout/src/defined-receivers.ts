import type { Receiver } from '@busbar/topology';
import { readFileSync } from 'node:fs';
import type { Synthesis } from './synthesize';

interface Template {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** Whether a stack of the receiver's stage and account defines it, by its templates. */
export function definesReceiver({ stages }: Synthesis, { stage, account, resource }: Receiver): boolean {
  const stacks = stages.filter((each) => each.stage === stage).flatMap((each) => each.stacks);
  return stacks
    .filter((stack) => stack.account === account)
    .some(({ templateFile }) => {
      const { Resources = {} } = JSON.parse(readFileSync(templateFile, 'utf8')) as Template;
      return Object.values(Resources).some(
        ({ Type, Properties }) => Type === resource.type && Properties?.[resource.nameProperty] === resource.name,
      );
    });
}
