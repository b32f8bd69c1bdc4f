import type { LoadedStack, Resource, StackName } from '../cloudformation';

/** A stack as it is, with the resources that it owns. */
export class DeployedStack {
  /** As last deployed; undefined while it is being created. */
  stack: LoadedStack | undefined;
  /** By logical id. */
  readonly resources = new Map<string, Resource>();
  /** Those that were replaced and are not cleaned up yet. */
  readonly replaced = new Map<string, Resource>();
  /** An update or a removal is under way. */
  isChanging = false;

  constructor(stack?: LoadedStack) {
    this.stack = stack;
  }
}

export function stackKey({ account, region, name }: StackName): string {
  return `${account}/${region}/${name}`;
}
