import type { IdleResource, LoadedAssembly } from './cloudformation';

/** What was loaded. */
export interface EmulatorReport {
  /** Sorted. */
  readonly accounts: readonly string[];
  readonly stacks: readonly { readonly name: string; readonly account: string; readonly region: string }[];
  /** How many there are of each CloudFormation type. */
  readonly resources: Readonly<Record<string, number>>;
  /** Of types that are known and do nothing here: drawn, and not run. */
  readonly idle: readonly IdleResource[];
  /** Types that the emulator does not know. */
  readonly unsupported: readonly IdleResource[];
  /** Resources that run, but not in everything that the template asks for. */
  readonly limited: readonly IdleResource[];
}

/** As `loadAssembly` gives it, or put together by whoever knows what is not in it. */
export type StacksToRun = Pick<LoadedAssembly, 'stacks' | 'unsupported'> & Partial<Pick<LoadedAssembly, 'accepted'>>;

export function reportOf(
  assemblies: readonly StacksToRun[],
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
    idle: assemblies.flatMap(({ accepted = [] }) => accepted),
    unsupported: assemblies.flatMap(({ unsupported }) => unsupported),
    limited,
  };
}
