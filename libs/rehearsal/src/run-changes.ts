import type { LoadedStack } from '@busbar/emulator';
import { hasErrors } from '@busbar/problem';
import type { Manifest } from '@busbar/manifest';
import { compile, type Step, type Topology } from '@busbar/topology';
import type { Conditions } from './conditions';
import { expectationOf, type Expectation } from './expectation';
import { lossesOf } from './losses';
import type { Change, Loss, Rehearsal, RehearsedStep, RehearseOptions } from './model';
import { RehearsalError } from './rehearsal-error';
import type { StackTemplates, StageStacks } from './stack-templates';
import { StandInFunctions } from './stand-in-functions';
import { StandInRules } from './stand-in-rules';
import { StageRun, type Remainder, type StepEnd } from './stage-run';
import { Traffic } from './traffic';
import { homesOf, judge, type Homes } from './verdict';

interface Counts {
  published: number;
  delivered: number;
  duplicates: number;
  refused: number;
  readonly seenTwiceBy: Set<string>;
}

/**
 * One run of a rehearsal under given conditions, up to the first loss.
 *
 * @throws RehearsalError when a config cannot be planned
 */
export async function runChanges(
  options: RehearseOptions,
  templates: StackTemplates,
  conditions: Conditions,
): Promise<Rehearsal> {
  const run = new ChangesRun(options, templates, conditions);
  return run.run();
}

class ChangesRun {
  readonly #options: RehearseOptions;
  readonly #templates: StackTemplates;
  readonly #conditions: Conditions;
  readonly #standIns = new StandInFunctions();
  readonly #standInRules = new StandInRules();
  readonly #steps: RehearsedStep[] = [];
  readonly #counts: Counts = { published: 0, delivered: 0, duplicates: 0, refused: 0, seenTwiceBy: new Set() };
  /** Configs that are on their way in or out. */
  #manifests: Manifest[];
  #expectations: Expectation[];
  /** Of all configs that there have been. */
  #homes: Homes = new Map();

  constructor(options: RehearseOptions, templates: StackTemplates, conditions: Conditions) {
    this.#options = options;
    this.#templates = templates;
    this.#conditions = conditions;
    this.#manifests = options.before ? [options.before] : [];
    this.#expectations = [expectationOf(options.before, options.stage)];
  }

  async run(): Promise<Rehearsal> {
    const stage = await this.#begin();
    const started = stage.now;
    let loss: Loss | undefined;
    for (const change of this.#options.changes) {
      loss = await this.#rollOut(stage, change);
      if (loss) break;
    }
    const { seenTwiceBy, ...counts } = this.#counts;
    const virtualSeconds = Math.round((stage.now - started) / 1000);
    return { steps: this.#steps, ...counts, seenTwiceBy: [...seenTwiceBy].sort(), virtualSeconds, ...(loss && { loss }) };
  }

  async #begin(): Promise<StageRun> {
    const { before, changes, stage, placement } = this.#options;
    const [first] = changes;
    if (!first) throw new RehearsalError('There is no change to rehearse.');
    const topology = before && plan(before, stage, placement && { placement }).topology;
    return new StageRun({
      organizationId: first.to.organization.id,
      templates: this.#templates,
      conditions: this.#conditions,
      quotas: () => emulatedQuotas(first.to),
      ...(topology && { before: { topology, stacks: await this.#stacksBefore(topology, first.to) } }),
    });
  }

  /**
   * The code of service teams is at hand as it is now only. Where it cannot be drawn for what was there before, it is taken to be deployed
   * already as it is for the first step.
   */
  async #stacksBefore(topology: Topology, next: Manifest): Promise<StageStacks> {
    try {
      return await this.#stacksOf({ topology });
    } catch (error) {
      const [step] = plan(next, this.#options.stage, { before: topology }).rollout.steps;
      if (!step) throw error;
      const { platform } = await this.#templates.of(topology, { services: false });
      const { services } = await this.#templates.of(step.topology);
      return this.#sabotaged({ platform, services: this.#withStandIns(topology, services) });
    }
  }

  async #rollOut(stage: StageRun, { to, afterSeconds = 0, stopAfter = Infinity }: Change): Promise<Loss | undefined> {
    stage.onHappening = () => undefined;
    stage.pass(afterSeconds);
    this.#manifests.push(to);
    this.#expectations.push(expectationOf(to, this.#options.stage));
    const { topology } = plan(to, this.#options.stage);
    const traffic = new Traffic(
      { emulator: stage.emulator, journal: stage.journal, bus: { arn: topology.bus.arn, region: topology.region } },
      { manifests: this.#manifests, expectations: this.#expectations, seed: this.#conditions.seed, from: this.#counts.published },
    );
    const flow = (): void => traffic.flow(stage.happenings.length);
    stage.onHappening = flow;
    flow();
    const { end, ended } = await this.#deployAll(stage, traffic, to, stage.operations + stopAfter);
    if (end.kind !== 'failed') stage.recover();
    if (end.kind === 'complete') {
      traffic.conclude(stage.happenings.length);
      stage.recover();
    }
    this.#counts.published = traffic.count;
    return this.#judge(stage, traffic, end, ended ? stage.remains(ended) : []);
  }

  /** Rollout after rollout, as long as one holds something back for the next. */
  async #deployAll(
    stage: StageRun,
    traffic: Traffic,
    to: Manifest,
    stopAt: number,
  ): Promise<{ readonly end: StepEnd; readonly ended?: Topology }> {
    for (;;) {
      const before = stage.deployed;
      const { topology, rollout } = plan(to, this.#options.stage, { now: new Date(stage.now), ...(before && { before }) });
      const steps = this.#options.sabotage?.steps?.(rollout.steps) ?? rollout.steps;
      const end = await this.#deploy(stage, traffic, steps, stopAt);
      if (end.kind !== 'complete') return { end };
      if (rollout.heldBack.length === 0 || rollout.steps.length === 0) return { end, ended: topology };
    }
  }

  async #deploy(stage: StageRun, traffic: Traffic, steps: readonly Step[], stopAt: number): Promise<StepEnd> {
    for (const step of steps) {
      this.#options.onProgress?.({
        step: this.#steps.length + 1,
        kind: step.kind,
        steps: steps.length,
        published: traffic.count,
      });
      const from = {
        operations: stage.operations,
        published: traffic.count,
        arrivals: arrivalsIn(stage),
        at: stage.now,
        happening: stage.happenings.length,
      };
      const end = await stage.deploy(step, await this.#stacksOf(step), stopAt);
      const touched = stage.happenings.slice(from.happening).filter(({ kind }) => kind === 'operation');
      this.#steps.push({
        kind: step.kind,
        operations: stage.operations - from.operations,
        stacks: new Set(touched.map(({ account, stack }) => `${account}/${stack}`)).size,
        published: traffic.count - from.published,
        delivered: arrivalsIn(stage) - from.arrivals,
        virtualSeconds: Math.round((stage.now - from.at) / 1000),
        end: end.kind,
      });
      if (end.kind !== 'complete') return end;
    }
    return { kind: 'complete' };
  }

  #judge(stage: StageRun, traffic: Traffic, end: StepEnd, remains: readonly Remainder[]): Loss | undefined {
    const { journal, happenings } = stage;
    const isLast = end.kind === 'complete';
    this.#homes = homesOf(this.#expectations, this.#homes);
    const verdict = judge(journal, this.#expectations, this.#homes);
    const counts = this.#counts;
    counts.refused += traffic.refused;
    if (isLast) {
      counts.delivered += verdict.delivered;
      counts.duplicates += verdict.duplicates;
      for (const key of verdict.seenTwiceBy) counts.seenTwiceBy.add(key);
    }
    const [loss] = lossesOf({ end, verdict, misjudged: traffic.misjudged, emptied: journal.emptied, remains, happenings });
    if (isLast) {
      this.#manifests = this.#manifests.slice(-1);
      this.#expectations = this.#expectations.slice(-1);
      journal.forget();
    }
    return loss;
  }

  async #stacksOf({ topology }: Pick<Step, 'topology'>): Promise<StageStacks> {
    const { platform, services } = await this.#templates.of(topology);
    return this.#sabotaged({ platform, services: this.#withStandIns(topology, services) });
  }

  #withStandIns(topology: Topology, services: readonly LoadedStack[]): readonly LoadedStack[] {
    return [...this.#standIns.complete(topology, services), ...this.#standInRules.beside(topology, services)];
  }

  #sabotaged({ platform, services }: StageStacks): StageStacks {
    const change = this.#options.sabotage?.stack ?? ((stack) => stack);
    return { platform: new Map([...platform].map(([key, stack]) => [key, change(stack)])), services: services.map(change) };
  }
}

function plan(manifest: Manifest, stage: string, options: Parameters<typeof compile>[2] = {}): ReturnType<typeof compile> {
  // Alarms carry no events, and drawing them takes as long as drawing the rest.
  const compiled = compile(manifest, stage, { ...options, observability: 'none' });
  if (!hasErrors(compiled.problems)) return compiled;
  const errors = compiled.problems.filter(({ severity }) => severity === 'error');
  throw new RehearsalError(`Stage "${stage}" cannot be planned: ${errors.map(({ message }) => message).join(' ')}`);
}

function arrivalsIn({ journal }: StageRun): number {
  return journal.events.reduce((sum, { arrivals }) => sum + arrivals.length, 0);
}

/** Quotas that are raised, as the runtime calls them. */
function emulatedQuotas({ platform: { raisedQuotas } }: Manifest): Readonly<Record<string, number>> {
  const called: Readonly<Record<string, string>> = {
    'events/bus-policy-characters': 'busPolicyCharacters',
    'events/rules-per-bus': 'rulesPerBus',
    'events/pattern-characters': 'patternCharacters',
  };
  return Object.fromEntries(Object.entries(raisedQuotas).flatMap(([id, limit]) => (called[id] ? [[called[id], limit]] : [])));
}
