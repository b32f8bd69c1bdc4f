import type { StackName } from '../cloudformation';
import type { DeployedStack } from './deployed-stack';
import type { StackUpdateResult } from './stack-update-result';

/** What has the stacks. */
interface StackOwner {
  readonly deployedStacks: readonly DeployedStack[];
}

/** The stacks of all accounts, for the service whose API shows them. */
export class StackDirectory {
  readonly #cloud: () => StackOwner;
  readonly #remove: (stack: StackName) => StackUpdateResult;

  /**
   * @param cloud asked when it is needed: services are made before it is
   * @param remove deletes a stack, to its end
   */
  constructor(cloud: () => StackOwner, remove: (stack: StackName) => StackUpdateResult) {
    this.#cloud = cloud;
    this.#remove = remove;
  }

  /** Of one account and region, by name. */
  in(account: string, region: string): readonly DeployedStack[] {
    return this.#cloud()
      .deployedStacks.filter(({ name }) => name.account === account && name.region === region)
      .sort((one, other) => (one.name.name < other.name.name ? -1 : 1));
  }

  /** @throws EmulatorError when it is being changed */
  remove(stack: StackName): StackUpdateResult {
    return this.#remove(stack);
  }
}
