import { compareProblems, formatPosition, type Problem } from '@busbar/problem';
import type { Contract, ContractHistory, EventTypeName, JsonSchema } from '../model';
import type { FieldNode, LintRule, LintSubject, LintContext } from './lint-rule';
import type { AppliedPolicy } from './policy';
import { lintRules } from './rules';
import { schemaNodes } from './schema-nodes';

export interface LintRequest extends LintContext {
  readonly histories: ReadonlyMap<EventTypeName, ContractHistory>;
  readonly policy: AppliedPolicy;
  /** Event types to look at; all when absent. Retired ones are history and not looked at. */
  readonly types?: ReadonlySet<EventTypeName>;
  readonly rules?: readonly LintRule[];
}

/** Everything that the rules find in the drafts of contracts, sorted by file and line. */
export function lintContracts(request: LintRequest): Problem[] {
  const problems = new Map<string, Problem>();
  for (const contract of request.contracts) {
    const history = request.histories.get(contract.type);
    if (!history?.draft || contract.lifecycle.state === 'retired') continue;
    if (request.types && !request.types.has(contract.type)) continue;
    // Majors of an event share its event.yaml; what is found there is one problem.
    for (const problem of lintContract(subjectOf(contract, history, request), request.policy, request.rules ?? lintRules))
      problems.set(`${problem.code} ${formatPosition(problem.at)} ${problem.message}`, problem);
  }
  return [...problems.values()].sort(compareProblems);
}

function subjectOf(contract: Contract, history: ContractHistory, context: LintContext): LintSubject {
  const draft = history.draft ?? contract.schemaDocument;
  const schema = draft.value as JsonSchema;
  const nodes = schemaNodes(schema);
  return {
    ...context,
    contract,
    history,
    draft,
    schema,
    nodes,
    fields: nodes.filter((node): node is FieldNode => node.field !== undefined),
    at: (path) => draft.at(path),
    atKey: (path) => draft.atKey(path),
  };
}

function lintContract(subject: LintSubject, policy: AppliedPolicy, rules: readonly LintRule[]): Problem[] {
  return rules.flatMap(({ id, severity: ordinary, check }) => {
    const found = [...check(subject)];
    if (found.length === 0) return [];
    const severity = policy.severityOf(id, subject.draft.file, ordinary);
    return severity === 'off' ? [] : found.map((finding): Problem => ({ code: id, severity, ...finding }));
  });
}
