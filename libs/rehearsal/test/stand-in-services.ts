import type { ServiceStacks } from '@busbar/rollout';
import { Stack } from 'aws-cdk-lib';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';

interface StandInOptions {
  /** Services that have their function whether a subscription is delivered to it or not. @default - none */
  readonly lasting?: (service: string) => boolean;
}

/** Service teams that have a function, which admits the rules of its service, for each subscription that is delivered to one. */
export function standInServices({ lasting = () => false }: StandInOptions = {}): ServiceStacks {
  return (stage, { inboxes, region, identities, idleIdentities }) => {
    const isThere = (name: string, home: string): boolean =>
      [...identities, ...idleIdentities].some(({ service, account }) => service === name && account === home);
    const functions = new Map<string, { readonly account: string; readonly service: string; readonly name: string }>();
    for (const { account, subscriptions, idle } of inboxes) {
      for (const { service, delivery } of [...subscriptions, ...idle]) {
        if ('function' in delivery && isThere(service, account))
          functions.set(`${account} ${service}`, { account, service, name: delivery.function.name });
      }
    }
    for (const { account, service } of [...identities, ...idleIdentities]) {
      if (lasting(service)) functions.set(`${account} ${service}`, { account, service, name: `${service}-function` });
    }
    for (const { account, service, name } of functions.values()) {
      const stack = new Stack(stage, `team-${account}-${service}`, { stackName: `team-${service}`, env: { account, region } });
      const made = new CfnFunction(stack, 'Function', {
        functionName: name,
        runtime: 'nodejs22.x',
        handler: 'index.handler',
        role: `arn:aws:iam::${account}:role/busbar-service-${service}`,
        code: { zipFile: 'exports.handler = async () => {};' },
      });
      new CfnPermission(stack, 'Rules', {
        action: 'lambda:InvokeFunction',
        functionName: made.attrArn,
        principal: 'events.amazonaws.com',
        sourceArn: `arn:aws:events:${region}:${account}:rule/*/${service}-*`,
      });
    }
  };
}
