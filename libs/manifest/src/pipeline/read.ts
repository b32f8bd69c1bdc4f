import type { Problem, SourceDocument } from '@busbar/problem';
import type * as z from 'zod';
import { resolveAccount } from '../account-reference';
import type { Organization } from '../model';
import type { Pipeline } from './model';
import type { pipelineShape } from './shape';

/**
 * The pipeline with its defaults and with ids for its accounts.
 *
 * @returns no pipeline when an account cannot be found
 */
export function readPipeline(
  { bindings, ...written }: z.output<typeof pipelineShape>,
  document: SourceDocument,
  organization: Organization | undefined,
): { readonly pipeline?: Pipeline; readonly problems: readonly Problem[] } {
  const account = resolveAccount(organization, written.account, document, ['pipeline', 'account']);
  const owner = bindings?.account
    ? resolveAccount(organization, bindings.account, document, ['pipeline', 'bindings', 'account'])
    : { ...account, problems: [] };
  const problems = [...account.problems, ...owner.problems];
  if (account.id === undefined || owner.id === undefined) return { problems };
  const pipeline = { ...written, account: account.id };
  if (!bindings) return { pipeline, problems };
  return {
    pipeline: { ...pipeline, bindings: { ...bindings, account: owner.id, region: bindings.region ?? pipeline.region } },
    problems,
  };
}
