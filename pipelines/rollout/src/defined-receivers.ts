import type { Receiver } from '@busbar/topology';
import { readFileSync } from 'node:fs';
import type { SynthesizedStage } from './synthesize';

interface Template {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/**
 * Whether a stack of a receiver's stage, account and Region defines it, by the synthesized templates. For `checkReceivers` of
 * `@busbar/topology`: with the topologies of a rollout step, it finds the functions that leave before their rules do.
 */
export function receiversDefinedBy(stages: readonly SynthesizedStage[]): (receiver: Receiver) => boolean {
  const templates = new Map<string, Template>();
  const read = (file: string): Template => {
    const known = templates.get(file) ?? (JSON.parse(readFileSync(file, 'utf8')) as Template);
    templates.set(file, known);
    return known;
  };
  return ({ stage, account, region, resource }) =>
    stages
      .filter((each) => each.stage === stage)
      .flatMap(({ stacks }) => stacks)
      .filter((stack) => stack.account === account && stack.region === region)
      .some(({ templateFile }) =>
        Object.values(read(templateFile).Resources ?? {}).some(
          ({ Type, Properties }) => Type === resource.type && Properties?.[resource.nameProperty] === resource.name,
        ),
      );
}
