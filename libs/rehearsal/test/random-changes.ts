import { rehearse, RehearsalError, StackTemplates, type Change, type Rehearsal } from '../src/index';
import { applyEdit, type EditedRollout } from './edits';
import { describeLoss } from './describe-loss';
import { manifestOf, smallCompany, type SmallCompany } from './small-company';
import { standInServices } from './stand-in-services';

export { editedRollouts, type EditedRollout } from './edits';

const templates = new StackTemplates(standInServices());

/** A sequence of edits, rehearsed. `story` is what to print when it fails. */
export interface RehearsedEdits {
  readonly story: string;
  readonly rehearsal: Rehearsal | undefined;
}

/** Edits that lead to a config which cannot be planned are left out of the sequence. */
export async function rehearseEdits(
  rollouts: readonly EditedRollout[],
  seed: number,
  { from = smallCompany, shrinkRuns = 16 }: { readonly from?: SmallCompany; readonly shrinkRuns?: number } = {},
): Promise<RehearsedEdits> {
  const { changes, said } = changesOf(rollouts, from);
  if (changes.length === 0) return { story: '', rehearsal: undefined };
  try {
    const rehearsal = await rehearse({ before: manifestOf(from), changes, stage: 'dev', seed, templates, shrinkRuns });
    const { loss } = rehearsal;
    return { story: [...said, ...(loss ? describeLoss(loss) : [])].join('\n'), rehearsal };
  } catch (error) {
    // A quota that is exceeded is said before anything is deployed.
    if (error instanceof RehearsalError) return { story: error.message, rehearsal: undefined };
    throw new Error([...said, String(error)].join('\n'), { cause: error });
  }
}

function changesOf(
  rollouts: readonly EditedRollout[],
  from: SmallCompany,
): { readonly changes: readonly Change[]; readonly said: readonly string[] } {
  let company = from;
  const changes: Change[] = [];
  const said: string[] = [];
  rollouts.forEach(({ edits, stopAfter, afterHours }) => {
    const done: string[] = [];
    for (const edit of edits) {
      const edited = applyEdit(company, edit);
      if (!edited) continue;
      company = edited.company;
      done.push(edited.said);
    }
    if (done.length === 0) return;
    changes.push({ to: manifestOf(company), afterSeconds: afterHours * 3600, ...(stopAfter !== undefined && { stopAfter }) });
    const when = afterHours > 0 ? ` ${afterHours} h later` : '';
    said.push(
      `${changes.length}.${when} ${done.join('; ')}${stopAfter === undefined ? '' : ` (stopped after ${stopAfter} operations)`}`,
    );
  });
  return { changes, said };
}
