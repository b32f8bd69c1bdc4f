import {
  checkCompatibility,
  compareVersions,
  describeHit,
  fieldOf,
  isBreaking,
  whatHappened,
  whoIsHit,
  type AppliedPolicy,
  type Contract,
  type Difference,
  type Hit,
} from '@busbar/contracts';
import type { Configuration } from './model';
import type { StageChange } from './stage-change';
import { teamsOfServices } from './subscriptions';

/** What judges drafts. */
export interface ContractContext {
  readonly policy: AppliedPolicy;
  /** ISO date. */
  readonly today: string;
}

/** Event types that come, go or change: a note for their owner and for every subscriber that a change may break. Alike in all stages. */
export function contractChanges(
  before: Configuration | undefined,
  after: Configuration,
  context: ContractContext,
): readonly StageChange[] {
  const were = new Map((before?.manifest.contracts ?? []).map((contract) => [contract.type, contract]));
  const are = new Map(after.manifest.contracts.map((contract) => [contract.type, contract]));
  return [
    ...[...are].flatMap(([type, contract]) => {
      const was = were.get(type);
      return was
        ? [
            ...lifecycleChanges(was, contract, after),
            ...schemaChanges(was, contract, after),
            ...draftChanges(before, after, contract, context),
          ]
        : [forOwner(contract, 'added', `is new (${contract.lifecycle.state})`)];
    }),
    ...[...were].flatMap(([type, contract]) => (are.has(type) ? [] : [forOwner(contract, 'removed', 'is gone', true)])),
  ];
}

function forOwner(contract: Contract, change: string, says: string, needsAttention = false): StageChange<'contract'> {
  const { type, event } = contract;
  return {
    kind: 'contract',
    facts: { eventType: type, change },
    team: event.owner,
    effect: 'notes',
    subject: type,
    says,
    needsAttention,
    ...(change !== 'removed' && { at: event.document.at(['name']) }),
  };
}

function lifecycleChanges(was: Contract, is: Contract, after: Configuration): readonly StageChange[] {
  const [old, now] = [was.lifecycle, is.lifecycle];
  if (old.state === now.state && old.sunset === now.sunset) return [];
  const until = now.sunset === undefined ? '' : ` until ${now.sunset}`;
  const instead = now.replacement === undefined ? '' : `; ${now.replacement} replaces it`;
  const says = `is ${now.state}${until}${instead}; it was ${old.state}`;
  const at = is.event.document.at(['lifecycle', `v${is.major}`]);
  const subscribers = teamsOfSubscribers(is.type, after);
  return [...new Set([is.event.owner, ...subscribers])].map((team) => ({
    ...forOwner(is, `lifecycle ${now.state}`, says, subscribers.includes(team) && now.state !== 'active'),
    team,
    at,
  }));
}

function teamsOfSubscribers(type: string, { manifest }: Configuration): readonly string[] {
  const teams = teamsOfServices(manifest);
  return manifest.subscriptions.flatMap(({ eventType, service }) => (eventType === type ? [teams.get(service) ?? ''] : []));
}

/** What may be published from now on: the newest release, or the draft of what was never released. */
function schemaChanges(was: Contract, is: Contract, after: Configuration): readonly StageChange[] {
  if (was.schemaDocument.text === is.schemaDocument.text) return [];
  const { differences } = compareVersions(was.schema, is.schema, { replay: is.event.replay !== false });
  const noticed = differences.filter(({ kind }) => kind !== 'text-changed');
  const says = `${was.version === is.version ? is.version : `${was.version} → ${is.version}`}: ${changesIn(noticed)}`;
  return [
    {
      ...forOwner(is, 'schema', says, noticed.some(isBreaking)),
      at: is.schemaDocument.at([]),
      details: noticed.map(whatHappened),
    },
    ...noticed.flatMap((difference) =>
      hitsOf(difference, is, after).map((hit) => forHit(hit, is, difference, after, isBreaking(difference))),
    ),
  ];
}

function changesIn(differences: readonly Difference[]): string {
  const breaking = differences.filter(isBreaking).length;
  const count = `${differences.length} ${differences.length === 1 ? 'change' : 'changes'} of the schema`;
  return breaking === 0 ? count : `${count}, ${breaking} of which ${breaking === 1 ? 'breaks' : 'break'} readers`;
}

/** Subscribers whom a change breaks, or who filter on what changed or say that they read it. */
function hitsOf(difference: Difference, contract: Contract, { manifest }: Configuration): readonly Hit[] {
  const hits = whoIsHit(manifest.subscriptions, contract.type, { field: fieldOf(difference) });
  return isBreaking(difference) ? hits : hits.filter(({ because }) => because !== 'may-read');
}

function forHit(
  hit: Hit,
  contract: Contract,
  difference: Difference,
  { manifest }: Configuration,
  breaks: boolean,
): StageChange<'contract'> {
  const counterexample = difference.forward.verdict === 'broken' ? difference.forward.counterexample : undefined;
  return {
    kind: 'contract',
    facts: {
      eventType: contract.type,
      change: difference.kind,
      ...(counterexample !== undefined && { counterexample }),
    },
    team: teamsOfServices(manifest).get(hit.service) ?? '',
    effect: 'notes',
    subject: `${hit.service}/${hit.subscription}`,
    says: `${breaks ? 'is broken by a change of' : 'should look at a change of'} ${contract.type}: ${whatHappened(difference)}`,
    details: [
      `${describeHit(hit)}.`,
      ...(counterexample === undefined ? [] : [`An event that it refuses: ${JSON.stringify(counterexample)}`]),
    ],
    needsAttention: breaks,
    at: contract.schemaDocument.at([]),
  };
}

/** A draft is not published yet; whom its release would break is worth knowing now. */
function draftChanges(
  before: Configuration | undefined,
  { governance, manifest }: Configuration,
  contract: Contract,
  { policy, today }: ContractContext,
): readonly StageChange[] {
  const history = governance.contracts.histories.get(contract.type);
  const old = before?.governance.contracts.histories.get(contract.type)?.draft?.text;
  if (!history?.draft || history.releases.length === 0 || history.draft.text === old) return [];
  const { problems } = checkCompatibility({
    contract,
    history,
    consumers: manifest.subscriptions,
    policy,
    noticeDays: governance.policy.policy.noticeDays,
    today,
  });
  const teams = teamsOfServices(manifest);
  return problems
    .filter(({ severity }) => severity === 'error')
    .flatMap((problem) => {
      const hit = problem.hits.map((one) => ({ team: teams.get(one.service) ?? '', says: describeHit(one) }));
      return [...new Set([contract.event.owner, ...hit.map(({ team }) => team)])].map((team): StageChange<'contract'> => ({
        kind: 'contract',
        facts: {
          eventType: contract.type,
          change: problem.difference.kind,
          ...(problem.counterexample && { counterexample: problem.counterexample.data }),
        },
        team,
        effect: 'notes',
        subject: contract.type,
        says: `the draft breaks readers: ${problem.message}`,
        details: [
          ...(problem.counterexample ? [`${problem.counterexample.says}: ${JSON.stringify(problem.counterexample.data)}`] : []),
          ...hit.filter((one) => one.team === team).map((one) => `${one.says}.`),
        ],
        needsAttention: true,
        at: problem.at,
      }));
    });
}
