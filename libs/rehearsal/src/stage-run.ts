import {
  Emulator,
  ManualClock,
  sqs,
  type LateChange,
  type LoadedStack,
  type RuntimeEvent,
  type StackUpdate,
} from '@busbar/emulator';
import {
  assembleState,
  recordDeployment,
  unitKey,
  unitsOf,
  type DeployedRecord,
  type DeployedUnit,
  type DeploymentUnit,
  type PlatformState,
  type Step,
  type Topology,
} from '@busbar/topology';
import { delayOf, type Conditions } from './conditions';
import type { Happening } from './happening';
import { Journal } from './journal';
import { REHEARSED_FAULT } from './published-event';
import { randomFrom, randomOf, type Random } from './random';
import type { StackTemplates, StageStacks } from './stack-templates';

/** Longest time between two operations of CloudFormation. */
const LONGEST_OPERATION_MS = 5_000;
/** The emulator's schedule rounds up to ticks no longer than this. */
const TICK_MS = 20;
/** Longer than the longest time between two retries. */
const RETRIES_SECONDS = 660;
/** Of targets that fail while a step is deployed, and of those that do until the change is done. */
const FAILING_SHARE = 0.2;
const FAILING_LONG_SHARE = 0.1;

export interface StageRunOptions {
  readonly organizationId: string;
  readonly templates: StackTemplates;
  readonly conditions: Conditions;
  /** What is deployed already. */
  readonly before?: { readonly topology: Topology; readonly stacks: StageStacks };
  /** Quotas that AWS has raised. */
  readonly quotas?: (account: string) => Readonly<Record<string, number>>;
}

/** How the deployment of a step ended. */
export type StepEnd =
  | { readonly kind: 'complete' }
  /** As it was asked for. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly stack: string; readonly message: string };

/** Something that a finished change left behind. */
export interface Remainder {
  readonly kind: 'stack-left' | 'orphaned';
  readonly what: string;
}

/** A stage in virtual time, with everything that is deployed in it. */
export class StageRun {
  readonly emulator: Emulator;
  readonly journal = new Journal();
  readonly happenings: Happening[] = [];
  /** Called after every happening. */
  onHappening: () => void = () => undefined;
  /** Operations that CloudFormation has carried out. */
  operations = 0;
  readonly #clock = new ManualClock();
  readonly #options: StageRunOptions;
  readonly #random: Random;
  #record: DeployedRecord | undefined;
  #services: readonly LoadedStack[];
  #step = 0;
  #dues: number[] = [];
  #failing = new Set<string>();

  constructor(options: StageRunOptions) {
    const { before, conditions, organizationId, quotas } = options;
    this.#options = options;
    this.#random = conditions.interleaves ? randomFrom(conditions.seed) : () => 0;
    this.#services = before?.stacks.services ?? [];
    const stacks = before ? [...before.stacks.platform.values(), ...before.stacks.services] : [];
    this.emulator = new Emulator([{ stacks, unsupported: [] }], {
      clock: this.#clock,
      organizationId,
      runFunctions: false,
      runSchedules: false,
      random: this.#random,
      observer: (event) => this.#observe(event),
      effectDelay: (change) => this.#delay(change),
      targetFault: ({ targetArn }) =>
        this.#failing.has(targetArn) ? { errorCode: REHEARSED_FAULT, message: 'The rehearsal lets the target fail.' } : undefined,
      ...(quotas && { quotas }),
    });
    if (before) this.#begin(before.topology);
  }

  /** Milliseconds on the clock. */
  get now(): number {
    return this.#clock.now();
  }

  /** What is deployed, put together stack by stack. Undefined before the first deployment of the central bus. */
  get deployed(): PlatformState | undefined {
    return this.#record && assembleState(this.#record.units);
  }

  /**
   * Deploys a step: wave by wave, the stacks of service teams after the first.
   *
   * @param stopAfter operations after which a stack update fails; counted over all steps of a rollout
   */
  async deploy(step: Step, stacks: StageStacks, stopAfter = Infinity): Promise<StepEnd> {
    const { topology, mustBeEmpty, retiredStacks } = step;
    this.#step++;
    this.journal.learn(topology);
    this.#failSomeTargets(topology);
    // It may only begin when somebody has seen to them.
    for (const { arn } of mustBeEmpty) this.emulator.service(sqs).queue(arn)?.purge();
    const [first, ...others] = topology.waves;
    for (const wave of [first, ...others]) {
      if (!wave) continue;
      const units = wave.units.filter((unit) => this.#isChanged(topology, unit));
      const updates = units.map((unit) => {
        const target = stacks.platform.get(unitKey(unit)) as LoadedStack;
        return { update: this.emulator.startUpdate(target), done: () => this.#recordUnit(topology, unit) };
      });
      const end = this.#carryOut(updates, stopAfter);
      if (end.kind !== 'complete') return end;
      // Where nothing has changed, nothing is late.
      if (updates.length > 0) this.pass(wave.settleSeconds);
      if (wave !== first) continue;
      const before = this.operations;
      const ofTeams = this.#deployServices(stacks.services, stopAfter);
      if (ofTeams.kind !== 'complete') return ofTeams;
      if (this.operations > before) this.pass(wave.settleSeconds);
    }
    if (this.operations >= stopAfter) return { kind: 'stopped' };
    const removals = retiredStacks.map(({ account, stack: name }) => ({
      update: this.emulator.startDelete({ account, name, region: topology.region }),
      done: () => this.#recordUnit(topology, { account, stack: name }),
    }));
    const end = this.#carryOut(removals, Infinity);
    if (removals.length > 0) this.pass(first?.settleSeconds ?? 0);
    return end;
  }

  /** What no stack owns any more, and stacks that the topology does not have. */
  remains(topology: Topology): readonly Remainder[] {
    const units = new Set(unitsOf(topology).map(unitKey));
    const ofTeams = new Set(this.#services.map(stackName));
    const left = this.emulator.stacks.filter(
      (stack) => !ofTeams.has(stackName(stack)) && !units.has(unitKey({ account: stack.account, stack: stack.name })),
    );
    return [
      ...left.map(({ account, name }): Remainder => ({ kind: 'stack-left', what: `${name} in account ${account}` })),
      ...this.emulator.orphans.map(({ arn, logicalId, stack }): Remainder => ({
        kind: 'orphaned',
        what: arn ?? `${stack}/${logicalId}`,
      })),
    ];
  }

  /** Lets time pass, with events between what takes effect. */
  pass(seconds: number): void {
    this.#passTo(this.now + seconds * 1000);
  }

  /** All targets work again, and what is retried arrives. */
  recover(): void {
    this.#failing.clear();
    this.pass(RETRIES_SECONDS);
  }

  note(text: string): void {
    this.#happen({ kind: 'note', stack: '', account: '', text });
  }

  /** A stack that leaves the assembly is not deleted by the CDK: it stays until its team deletes it. */
  #deployServices(next: readonly LoadedStack[], stopAfter: number): StepEnd {
    const names = new Set(next.map(stackName));
    const updates = next.map((stack) => ({ update: this.emulator.startUpdate(stack), done: () => undefined }));
    this.#services = [...this.#services.filter((stack) => !names.has(stackName(stack))), ...next];
    return this.#carryOut(updates, stopAfter);
  }

  /** Several stacks at once, operation by operation. One that fails does not stop the others. */
  #carryOut(updates: readonly { readonly update: StackUpdate; readonly done: () => void }[], stopAfter: number): StepEnd {
    let end: StepEnd = { kind: 'complete' };
    let open = updates;
    while ((open = open.filter(({ update }) => !update.done)).length > 0) {
      const { update } = open[Math.floor(this.#random() * open.length)] as (typeof open)[number];
      if (end.kind === 'complete' && this.operations >= stopAfter && update.cancel('It was stopped by the rehearsal.')) {
        end = { kind: 'stopped' };
        this.note('The update of a stack is stopped, and rolls back.');
        continue;
      }
      if (update.next()) this.operations++;
      this.onHappening();
      this.#passTo(this.now + Math.floor(this.#random() * LONGEST_OPERATION_MS));
    }
    for (const { update, done } of updates) {
      const { status, failure } = update.result ?? {};
      if (status === 'complete') done();
      else if (end.kind === 'complete')
        end = { kind: 'failed', stack: '', message: failure?.message ?? `It ended as "${status}".` };
    }
    return end;
  }

  #passTo(end: number): void {
    for (;;) {
      const due = Math.min(...this.#dues, Infinity);
      if (due > end) break;
      this.#dues = this.#dues.filter((each) => each > due);
      this.#clock.advance(Math.max(0, due - this.now));
      this.onHappening();
    }
    this.#clock.advance(Math.max(0, end - this.now));
  }

  #begin(topology: Topology): void {
    this.journal.learn(topology);
    this.#record = recordDeployment(undefined, topology, new Date(this.now));
  }

  /** Made, changed or, where the topology does not have it, deleted. */
  #recordUnit(topology: Topology, unit: Pick<DeploymentUnit, 'account' | 'stack'>): void {
    this.#record = recordDeployment(this.#record, topology, new Date(this.now), new Set([unitKey(unit)]));
  }

  /** CloudFormation says of the others that no updates are to be performed. */
  #isChanged(topology: Topology, unit: DeploymentUnit): boolean {
    const find = (record: DeployedRecord | undefined): DeployedUnit | undefined =>
      record?.units.find((deployed) => unitKey(deployed.unit) === unitKey(unit));
    const known = find(this.#record);
    return !known || find(recordDeployment(this.#record, topology, new Date(this.now), new Set([unitKey(unit)]))) !== known;
  }

  #failSomeTargets({ inboxes }: Topology): void {
    const { faults, seed } = this.#options.conditions;
    if (!faults) return;
    const targets = inboxes.flatMap(({ bus, subscriptions }) => [
      bus.arn,
      ...subscriptions.map(({ delivery }) => ('queue' in delivery ? delivery.queue.arn : delivery.function.arn)),
    ]);
    const fails = (arn: string): boolean =>
      randomOf(`${this.#step} ${arn}`, seed) < FAILING_SHARE || randomOf(arn, seed) < FAILING_LONG_SHARE;
    this.#failing = new Set(targets.filter(fails));
  }

  #delay({ stack, logicalId }: LateChange): number {
    const delay = delayOf(this.#options.conditions, `${this.#step} ${stack} ${logicalId}`);
    if (delay > 0) this.#dues.push(this.now + delay + TICK_MS);
    return delay;
  }

  #observe(event: RuntimeEvent): void {
    this.journal.observe(event);
    if (event.kind === 'stack-operation' || event.kind === 'operation-failed') {
      const { stack, account, operation, type, logicalId, isRollback } = event;
      const text = `${isRollback ? 'rollback: ' : ''}${operation} ${type} ${logicalId}`;
      const failed = event.kind === 'operation-failed';
      this.#happen({
        kind: failed ? 'failed-operation' : 'operation',
        stack,
        account,
        text: failed ? `${text}: ${event.message}` : text,
      });
    } else if (event.kind === 'change-effective') {
      const { stack, account, type, logicalId } = event;
      this.#happen({ kind: 'effect', stack, account, text: `takes effect: ${type} ${logicalId}` });
    }
  }

  #happen(happening: Omit<Happening, 'step' | 'at'>): void {
    this.happenings.push({ ...happening, step: this.#step, at: this.now });
  }
}

function stackName({ account, region, name }: LoadedStack): string {
  return `${account}/${region}/${name}`;
}
