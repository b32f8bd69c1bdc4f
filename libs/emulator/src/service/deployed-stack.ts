import type { LoadedStack, Resource, StackName } from '../cloudformation';

/** As CloudFormation calls it: `UPDATE_COMPLETE`. */
export type StackStatus =
  `${'CREATE' | 'UPDATE' | 'DELETE' | 'UPDATE_ROLLBACK' | 'ROLLBACK'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`;

export interface StackEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly status: StackStatus;
  readonly reason?: string;
}

/** A stack as it is, with the resources that it owns. */
export class DeployedStack {
  readonly name: StackName;
  /** As last deployed; undefined while it is being created. */
  stack: LoadedStack | undefined;
  /** By logical id. */
  readonly resources = new Map<string, Resource>();
  /** Those that were replaced and are not cleaned up yet. */
  readonly replaced = new Map<string, Resource>();
  /** An update or a removal is under way. */
  isChanging = false;
  /** It cannot be deleted until an operator says so. */
  terminationProtection = false;
  /** What became of the stack as a whole, oldest first. */
  readonly events: StackEvent[] = [];

  constructor(name: StackName, stack?: LoadedStack) {
    this.name = name;
    this.stack = stack;
  }

  get status(): StackStatus {
    return this.events.at(-1)?.status ?? 'CREATE_COMPLETE';
  }

  /** Milliseconds since the epoch: when the newest update began. Undefined when there was none. */
  get updatedAt(): number | undefined {
    return this.events.findLast(({ status }) => status === 'UPDATE_IN_PROGRESS')?.at;
  }
}

export function stackKey({ account, region, name }: StackName): string {
  return `${account}/${region}/${name}`;
}
