import type { IdleResource, LoadedAssembly } from './cloudformation';

/** What was loaded. */
export interface EmulatorReport {
  /** Sorted. */
  readonly accounts: readonly string[];
  readonly stacks: readonly { readonly name: string; readonly account: string; readonly region: string }[];
  /** How many there are of each CloudFormation type. */
  readonly resources: Readonly<Record<string, number>>;
  /** Types that the emulator does not know. */
  readonly unsupported: readonly IdleResource[];
  /** Resources that run, but not in everything that the template asks for. */
  readonly limited: readonly IdleResource[];
}

export function reportOf(
  assemblies: readonly Pick<LoadedAssembly, 'stacks' | 'unsupported'>[],
  accounts: ReadonlySet<string>,
  limited: readonly IdleResource[],
): EmulatorReport {
  const stacks = assemblies.flatMap((assembly) => assembly.stacks);
  const resources: Record<string, number> = {};
  for (const { type } of stacks.flatMap((stack) => stack.resources)) resources[type] = (resources[type] ?? 0) + 1;
  return {
    accounts: [...accounts].sort(),
    stacks: stacks.map(({ name, account, region }) => ({ name, account, region })),
    resources: Object.fromEntries(Object.entries(resources).sort(([one], [other]) => (one < other ? -1 : 1))),
    unsupported: assemblies.flatMap(({ unsupported }) => unsupported),
    limited,
  };
}
