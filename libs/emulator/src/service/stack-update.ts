import {
  nextOperations,
  planRollback,
  planStackUpdate,
  type LoadedStack,
  type StackName,
  type StackOperation,
} from '../cloudformation';
import { EmulatorError } from '../errors';
import type { RuntimeObserver } from '../journal/runtime-event';
import type { Clock } from '../time/clock';
import type { Cloud } from './cloud';
import type { DeployedStack, StackStatus } from './deployed-stack';
import type { Quotas } from './quotas';
import type { StackUpdateResult } from './stack-update-result';

export type { StackUpdateResult };

export interface StackUpdateOptions {
  /** 0 to 1: chooses among the operations that may come next. @default the emulator's */
  readonly random?: () => number;
}

interface StackUpdateContext {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly observer: RuntimeObserver | undefined;
  readonly quotas: (account: string) => Quotas;
  readonly random: () => number;
}

/**
 * A stack on its way from what it is to what it is to be, operation by operation, as CloudFormation goes. What CloudFormation does at
 * the same time is done here in one of the possible orders. Several stacks may be on their way at once.
 */
export class StackUpdate {
  readonly #name: StackName;
  readonly #target: LoadedStack | undefined;
  readonly #before: LoadedStack | undefined;
  readonly #deployed: DeployedStack;
  readonly #context: StackUpdateContext;
  #plan: readonly StackOperation[] = [];
  #done = new Set<string>();
  readonly #operations: StackOperation[] = [];
  readonly #undeleted: string[] = [];
  #failure: EmulatorError | undefined;
  #isRollback = false;
  /** It was not refused, and there is something to do. */
  #begun = false;
  #result: StackUpdateResult | undefined;

  /**
   * @param target what the stack is to be; undefined to delete it
   * @throws EmulatorError when a change of the stack is under way
   */
  constructor(name: StackName, target: LoadedStack | undefined, context: StackUpdateContext) {
    this.#name = name;
    this.#target = target;
    this.#context = context;
    this.#deployed = context.cloud.beginChange(name);
    this.#before = this.#deployed.stack;
    try {
      this.#checkProtection();
      this.#checkSize();
      this.#plan = planStackUpdate(this.#before, target, (type) => context.cloud.createOnly(type));
    } catch (error) {
      if (!(error instanceof EmulatorError)) throw error;
      this.#failure = error;
    }
    if (this.#failure) this.#end('refused', this.#before);
    // Attributes alone (`DeletionPolicy`) are no update: the stack stays as it was last deployed.
    else if (this.#plan.length === 0) this.#end('complete', this.#before);
    else {
      this.#begun = true;
      this.#note(`${this.#verb}_IN_PROGRESS`);
    }
  }

  get done(): boolean {
    return this.#result !== undefined;
  }

  /** Undefined until it is done. */
  get result(): StackUpdateResult | undefined {
    return this.#result;
  }

  /** Operations that may come next. */
  get upcoming(): readonly StackOperation[] {
    return this.done ? [] : nextOperations(this.#plan, this.#done);
  }

  /**
   * Carries out one of the operations that may come next.
   *
   * @returns which; undefined when the update is done
   */
  next(): StackOperation | undefined {
    const { upcoming } = this;
    const operation = upcoming[Math.floor(this.#context.random() * upcoming.length)] ?? upcoming[0];
    if (!operation) return undefined;
    try {
      this.#context.cloud.carryOut(operation, this.#deployed);
      this.#report(operation);
      this.#operations.push(operation);
    } catch (error) {
      if (!(error instanceof EmulatorError)) throw error;
      this.#report(operation, error);
      if (operation.phase === 'update') {
        this.#fail(error);
        return operation;
      }
      this.#leave(operation, error);
    }
    this.#done.add(operation.id);
    if (this.#done.size === this.#plan.length) this.#finish();
    return operation;
  }

  /**
   * Lets the update fail here, as `CancelUpdateStack` does: it rolls back. The clean-up and a rollback cannot be cancelled.
   *
   * @returns whether it could be
   */
  cancel(reason = 'The update was cancelled.'): boolean {
    if (this.#isRollback || !this.upcoming.some(({ phase }) => phase === 'update')) return false;
    this.#fail(new EmulatorError(`Stack ${this.#name.name}: ${reason}`));
    return true;
  }

  /** A resource that cannot be deleted: CloudFormation tries three times, leaves it where it is, and goes on. */
  #leave(operation: StackOperation, error: EmulatorError): void {
    this.#failure ??= error;
    this.#undeleted.push(operation.logicalId);
    if (this.#target) this.#context.cloud.carryOut({ ...operation, kind: 'retain' }, this.#deployed);
  }

  get #verb(): 'CREATE' | 'UPDATE' | 'DELETE' {
    if (!this.#target) return 'DELETE';
    return this.#before ? 'UPDATE' : 'CREATE';
  }

  #note(status: StackStatus, reason?: string): void {
    this.#deployed.events.push({ at: this.#context.clock.now(), status, ...(reason !== undefined && { reason }) });
  }

  #checkProtection(): void {
    if (this.#target || !this.#deployed.terminationProtection) return;
    const { name } = this.#name;
    throw new EmulatorError(`Stack [${name}] cannot be deleted while TerminationProtection is enabled. Turn it off first.`);
  }

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
  #checkSize(): void {
    const count = this.#target?.resources.length ?? 0;
    const most = this.#context.quotas(this.#name.account).resourcesPerStack;
    if (count <= most) return;
    const found = `Number of resources, ${count}, is greater than maximum allowed, ${most}.`;
    throw new EmulatorError(`Stack ${this.#name.name}: ${found} Move some to another stack.`);
  }

  #fail(error: EmulatorError): void {
    if (this.#isRollback) {
      this.#failure = new EmulatorError(`${error.message} The rollback failed, after: ${this.#failure?.message}`);
      return this.#end('rollback-failed', this.#before ?? this.#target);
    }
    this.#failure = error;
    this.#isRollback = true;
    this.#note(this.#before ? 'UPDATE_ROLLBACK_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS', error.message);
    this.#plan = planRollback(this.#operations, this.#before, this.#target);
    this.#done = new Set();
    if (this.#plan.length === 0) this.#finish();
  }

  #finish(): void {
    if (this.#isRollback) return this.#end('rolled-back', this.#before);
    if (!this.#target && this.#undeleted.length > 0) return this.#end('delete-failed', this.#before);
    this.#end('complete', this.#target);
  }

  #end(status: StackUpdateResult['status'], stack: LoadedStack | undefined): void {
    if (this.#begun) this.#note(this.#statusAfter(status), this.#failure?.message);
    this.#context.cloud.endChange(this.#name, this.#deployed, stack);
    this.#result = {
      status,
      operations: this.#operations,
      undeleted: this.#undeleted,
      ...(this.#failure && { failure: this.#failure }),
    };
  }

  #statusAfter(status: StackUpdateResult['status']): StackStatus {
    const rollback = this.#before ? 'UPDATE_ROLLBACK' : 'ROLLBACK';
    if (status === 'rolled-back') return `${rollback}_COMPLETE`;
    if (status === 'rollback-failed') return `${rollback}_FAILED`;
    return `${this.#verb}_${status === 'complete' ? 'COMPLETE' : 'FAILED'}`;
  }

  #report({ kind: operation, logicalId, resource: { type } }: StackOperation, error?: EmulatorError): void {
    const { observer, clock } = this.#context;
    const { name: stack, account } = this.#name;
    const entry = { at: clock.now(), stack, account, operation, type, logicalId, isRollback: this.#isRollback };
    if (error) observer?.({ kind: 'operation-failed', ...entry, message: error.message });
    else observer?.({ kind: 'stack-operation', ...entry });
  }
}
