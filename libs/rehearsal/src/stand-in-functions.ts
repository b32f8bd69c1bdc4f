import type { LoadedStack, ResolvedResource } from '@busbar/emulator';
import type { PlannedFunction, Topology } from '@busbar/topology';

/**
 * Functions that subscriptions are delivered to and that no stack at hand defines: those of other workspaces, and those that a
 * service team's code had before and has no more. They are assumed to be there, and to stay as long as anything may call them.
 */
export class StandInFunctions {
  /** Those that a stack of a service team has, or had: stacks stay when they leave the assembly. */
  readonly #defined = new Set<string>();
  readonly #stacks = new Map<string, LoadedStack>();

  /** @returns the given stacks, and one for each function that they lack */
  complete(topology: Pick<Topology, 'inboxes' | 'region'>, services: readonly LoadedStack[]): readonly LoadedStack[] {
    for (const { arn } of services.flatMap(({ resources }) => resources)) if (arn !== undefined) this.#defined.add(arn);
    for (const { account, subscriptions, idle } of topology.inboxes) {
      for (const { delivery } of [...subscriptions, ...idle]) {
        if (!('function' in delivery)) continue;
        const { arn } = delivery.function;
        if (!this.#defined.has(arn) && !this.#stacks.has(arn)) this.#stacks.set(arn, stackOf(delivery, account, topology.region));
      }
    }
    return [...services, ...this.#stacks.values()];
  }
}

function stackOf({ function: { name, arn }, admits }: PlannedFunction, account: string, region: string): LoadedStack {
  const stack = `stand-in-${name}`;
  const resource = (logicalId: string, type: string, more: Partial<ResolvedResource>): ResolvedResource => ({
    ...{ stack, account, region, logicalId, type, physicalId: logicalId, name: logicalId },
    ...{ attributes: {}, properties: {}, dependsOn: [] },
    ...more,
  });
  const roleName = `${stack}-role`;
  const roleArn = arn.replace(/:lambda:.*$/, `:iam::${account}:role/${roleName}`);
  const role = resource('Role', 'AWS::IAM::Role', {
    ...{ physicalId: roleName, name: roleName, arn: roleArn, attributes: { Arn: roleArn } },
    properties: { RoleName: roleName, AssumeRolePolicyDocument: LAMBDA_ASSUMES },
  });
  const made = resource('Function', 'AWS::Lambda::Function', {
    ...{ physicalId: name, name, arn, attributes: { Arn: arn } },
    properties: { FunctionName: name, Role: roleArn },
    dependsOn: ['Role'],
  });
  const permission = resource('Rules', 'AWS::Lambda::Permission', {
    properties: { Action: 'lambda:InvokeFunction', FunctionName: arn, Principal: 'events.amazonaws.com', SourceArn: admits },
    dependsOn: ['Function'],
  });
  const stackId = `arn:aws:cloudformation:${region}:${account}:stack/${stack}/0`;
  return { name: stack, account, region, stackId, resources: [role, made, permission], outputs: {} };
}

const LAMBDA_ASSUMES = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
