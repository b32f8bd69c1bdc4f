import { contractChanges } from './contract-changes';
import { DeliveryChanges } from './delivery-changes';
import type { Configuration, Impact, ImpactOptions, StageState } from './model';
import { permissionChanges } from './permission-changes';
import { personalDataChanges } from './personal-data';
import { ownerOfPlatform } from './platform-team';
import { quotaChanges } from './quota-changes';
import { RecordedEvents } from './recorded-events';
import { resourceChanges } from './resource-changes';
import { settingChanges } from './setting-changes';
import { byTeam, type StageChange } from './stage-change';
import { pairSubscriptions, receivedBy, type SubscriptionPair } from './subscriptions';

/** One stage before and after; one of the two is there at least. */
interface ComparedStage {
  readonly name: string;
  readonly before: StageState | undefined;
  readonly after: StageState | undefined;
  readonly pairs: readonly SubscriptionPair[];
}

/**
 * Compares two configurations: what each team gains, loses and should note. Pure. Deliveries are computed from the filters of both
 * sides, events of contracts, generated events, and the events that were given to `recorded`.
 */
export class ImpactComparison {
  /** Events that really happened: add them before asking for the impact. */
  readonly recorded: RecordedEvents;
  readonly #options: ImpactOptions;
  readonly #stages: readonly ComparedStage[];

  constructor(options: ImpactOptions) {
    this.#options = options;
    this.#stages = comparedStages(options);
    this.recorded = new RecordedEvents(this.#stages.flatMap(({ pairs }) => pairs));
  }

  impact(): Impact {
    const { before, after, policy, today } = this.#options;
    const names = this.#stages.map(({ name }) => name);
    const changed = this.#stages.flatMap(({ pairs }) => pairs.filter((pair) => receivedBy(pair).length > 0));
    const deliveries = new DeliveryChanges(changed.length, this.recorded.count > 0 ? this.recorded : undefined);
    const inContracts = contractChanges(before, after, { policy, today });
    const teams = byTeam(
      this.#stages.map((stage) => [stage.name, [...changesIn(stage, deliveries, after), ...inContracts]] as const),
    );
    const touched = new Set(teams.map(({ team }) => team));
    return {
      stages: names,
      teams,
      unchangedTeams: after.manifest.teams.map(({ name }) => name).filter((name) => !touched.has(name)),
      needsAttention: teams.reduce((sum, { changes }) => sum + changes.filter((change) => change.needsAttention).length, 0),
    };
  }
}

/** The same in one call, without recorded events. */
export function impactOf(options: ImpactOptions): Impact {
  return new ImpactComparison(options).impact();
}

function comparedStages({ before, after, stages }: ImpactOptions): readonly ComparedStage[] {
  const names = [...new Set([...after.topologies, ...(before?.topologies ?? [])].map(({ stage }) => stage))];
  return names
    .filter((name) => stages?.includes(name) ?? true)
    .map((name) => {
      const [was, is] = [stateOf(before, name), stateOf(after, name)];
      return { name, before: was, after: is, pairs: pairSubscriptions(was, is) };
    });
}

function stateOf(configuration: Configuration | undefined, stage: string): StageState | undefined {
  const topology = configuration?.topologies.find((candidate) => candidate.stage === stage);
  return configuration && topology && { manifest: configuration.manifest, topology };
}

function changesIn(
  { name, before, after, pairs }: ComparedStage,
  deliveries: DeliveryChanges,
  { manifest }: Configuration,
): readonly StageChange[] {
  return [
    ...stageChanges(name, before, after, ownerOfPlatform(manifest)),
    ...deliveries.of(pairs, after ?? before),
    ...permissionChanges(before, after),
    ...personalDataChanges(pairs, after),
    ...settingChanges(pairs),
    ...resourceChanges(before, after),
    ...quotaChanges(before, after),
  ];
}

function stageChanges(
  stage: string,
  before: StageState | undefined,
  after: StageState | undefined,
  team: string,
): readonly StageChange[] {
  if (before && after) return [];
  return [
    {
      kind: 'stage',
      facts: { action: after ? 'added' : 'removed' },
      team,
      effect: 'notes',
      subject: `stage ${stage}`,
      says: after ? 'is new' : 'is gone from config/: what is deployed of it stays until it is deleted by hand',
      needsAttention: !after,
    },
  ];
}
