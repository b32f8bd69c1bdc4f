import {
  digestsOf,
  emptyRecord,
  unitKey,
  type DeployedUnit,
  type StackName,
  type StackState,
  type StagePlan,
  type StageRecord,
  type Topology,
} from '@busbar/topology';
import type { StageServices } from '../../src/operations/services';
import { ConflictError } from '../../src/operations/store';

/** How an execution is, as CodePipeline says it. */
type ExecutionState = 'InProgress' | 'Failed' | 'Succeeded';

interface SimulatedStack extends StackState {
  readonly endedAt: Date;
}

/**
 * A stage in memory: the bucket with its conditional writes, stacks of which only the digests are known, the pipeline's executions,
 * a history of commits in which a higher number comes after a lower one, and a clock that pauses move.
 */
export class SimulatedStage {
  readonly stacks = new Map<string, SimulatedStack>();
  readonly executions = new Map<string, ExecutionState>();
  /** Executions that a step has started. */
  readonly started: { readonly pipeline: string; readonly commit: string }[] = [];
  readonly messages = new Map<string, number>();
  time = Date.parse('2026-12-01T12:00:00Z');
  #record: { readonly text: string; readonly version: string } | undefined;
  #writes = 0;
  readonly #parts = new Map<string, string>();
  readonly #plans = new Map<string, string>();
  readonly #tokens = new Set<string>();

  /** How many executions have planned. */
  get plans(): number {
    return this.#plans.size;
  }

  get record(): StageRecord {
    return this.#record ? (JSON.parse(this.#record.text) as StageRecord) : emptyRecord('dev');
  }

  /** What CloudFormation does with a stack of a topology. */
  deploy(topology: Topology, stack: StackName): void {
    const digest = digestsOf(topology).get(unitKey(stack));
    const had = this.stacks.get(unitKey(stack));
    if (digest === undefined || had?.digest === digest) return;
    const terminationProtection = had?.terminationProtection ?? false;
    this.stacks.set(unitKey(stack), { status: 'UPDATE_COMPLETE', digest, terminationProtection, endedAt: new Date(this.time) });
  }

  digests(): Readonly<Record<string, string | undefined>> {
    return Object.fromEntries([...this.stacks].map(([key, { digest }]) => [key, digest]));
  }

  /** @param reach called before each call to anything outside: may wait, or throw */
  services(reach: () => Promise<void> = () => Promise.resolve()): StageServices {
    const call = async <Result>(work: () => Result): Promise<Result> => {
      await reach();
      return work();
    };
    return {
      store: {
        read: () => call(() => ({ record: this.record, version: this.#record?.version })),
        write: (record, version) =>
          call(() => {
            if (this.#record?.version !== version) throw new ConflictError('Somebody else has written.');
            this.#record = { text: JSON.stringify(record), version: String(++this.#writes) };
          }),
        keepPart: (digest, part) => call(() => void this.#parts.set(digest, JSON.stringify(part))),
        readPart: (digest) => call(() => parse<DeployedUnit['part']>(this.#parts.get(digest))),
        keepPlan: (plan) => call(() => void this.#plans.set(plan.execution, JSON.stringify(plan))),
        planUrl: ({ execution }) => `memory:${execution}`,
        readPlan: (_, execution) => call(() => parse<StagePlan>(this.#plans.get(execution))),
      },
      stacks: {
        describe: (stack) => call(() => this.stacks.get(unitKey(stack))),
        endOfLastChange: (stack) => call(() => this.stacks.get(unitKey(stack))?.endedAt),
        remove: (stack) => call(() => void this.stacks.delete(unitKey(stack))),
        protect: (stack) =>
          call(() => {
            const found = this.stacks.get(unitKey(stack));
            if (found) this.stacks.set(unitKey(stack), { ...found, terminationProtection: true });
          }),
      },
      queues: { messages: (arn) => call(() => this.messages.get(arn)) },
      pipelines: {
        isAlive: (_, execution) => call(() => this.executions.get(execution) === 'InProgress'),
        start: (pipeline, commit, token) =>
          call(() => {
            if (!this.#tokens.has(token)) this.started.push({ pipeline, commit });
            this.#tokens.add(token);
          }),
      },
      commits: {
        areKnown: () => Promise.resolve(true),
        isBefore: (earlier, later) => Promise.resolve(Number(earlier) <= Number(later)),
      },
      clock: {
        now: () => new Date(this.time),
        pause: (milliseconds) => call(() => void (this.time += milliseconds)),
      },
    };
  }
}

function parse<Value>(text: string | undefined): Value | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}
