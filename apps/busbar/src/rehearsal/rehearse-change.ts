import { rehearse, RehearsalError, StackTemplates, type Rehearsal } from '@busbar/rehearsal';
import { assembleState, placementOf } from '@busbar/topology';
import { findConfig, openCompany, topologyOf } from '../company';
import { readRecordFile } from '../operations/file-records';
import { CommandError, exitCode } from '../exit';
import { configAtRef } from '../git/config-at-ref';
import { manifestAtRef } from '../plan/manifest-at-ref';
import { serviceStacks } from '../templates';
import { plural } from '../terminal/plural';
import type { Terminal } from '../terminal/terminal';
import type { CommonOptions } from '../verb/verb';

/** `busbar rehearse --json` prints this. */
export interface RehearsedChange extends Rehearsal {
  readonly stage: string;
  readonly base?: { readonly ref: string; readonly commit: string };
  readonly seed: number;
}

export interface RehearseChangeOptions extends CommonOptions {
  readonly base?: string | undefined;
  readonly stage?: string | undefined;
  readonly seed: number;
}

/** @throws CommandError when config/ has errors, here or at the base */
export async function rehearseChange(terminal: Terminal, options: RehearseChangeOptions): Promise<RehearsedChange> {
  const { base: ref, seed } = options;
  const { progress } = terminal;
  const base = ref === undefined ? undefined : await configAtRef(findConfig(options), ref);
  const company = await openCompany(terminal, options, progress);
  const stage = options.stage ?? company.topologies[0]?.stage ?? '';
  topologyOf(company, stage);
  const before = base && (await manifestAtRef(terminal, company, base));
  const hasStage = before?.manifest.stages.some(({ name }) => name === stage);
  const record = base && readRecordFile(company.config, stage);
  const state = record && assembleState(record.units);
  // The CDK's built-in validation is most of a synthesis; `busbar synth --validate` runs it.
  process.env['CDK_VALIDATION'] = 'false';
  const templates = new StackTemplates(await serviceStacks(company.manifest));
  const rehearsal = await progress.phase(
    'rehearsal',
    () =>
      rehearse({
        changes: [{ to: company.manifest }],
        ...(before && hasStage && { before: before.manifest }),
        ...(state && { placement: placementOf(state) }),
        stage,
        seed,
        templates,
        onProgress: ({ step, steps, kind, published }) =>
          progress.update('rehearsal', `step ${step} of ${steps}, ${kind}: ${plural(published, 'event')} published`),
      }).catch((error: unknown) => {
        if (!(error instanceof RehearsalError)) throw error;
        throw new CommandError(exitCode.checkFailed, error.message, error.fix);
      }),
    ({ steps, loss }) => (loss ? 'something is lost' : steps.length === 0 ? 'nothing to deploy' : plural(steps.length, 'step')),
  );
  return { stage, ...(base && { base: { ref: base.ref, commit: base.commit } }), seed, ...rehearsal };
}
