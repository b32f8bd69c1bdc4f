import { parseArn, type Arn } from '@busbar/arn';
import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ConstructError } from './construct-error';

/**
 * Refuses to draw a planned resource in another account or Region than its ARN says. CloudFormation would not mind: it creates
 * the resource wherever the stack is deployed, and every policy that names the planned ARN silently points to nothing.
 *
 * @param arn ARN from the topology; IAM ARNs have no Region
 * @throws ConstructError when the stack's environment is another one, or is not explicit
 */
export function requireHome(scope: Construct, arn: string): void {
  const stack = Stack.of(scope);
  if (Token.isUnresolved(stack.account) || Token.isUnresolved(stack.region)) {
    throw new ConstructError(
      `Stack "${stack.stackName}" has no explicit environment. Give it env: { account, region }, as "${arn}" is planned for one.`,
    );
  }
  const { account, region } = partsOfArn(arn);
  if (account !== stack.account || (region !== '' && region !== stack.region)) {
    throw new ConstructError(
      `"${arn}" belongs to account ${account}${region && ` in ${region}`}, but stack "${stack.stackName}" is for account ` +
        `${stack.account} in ${stack.region}. Draw it in a stack of its own account.`,
    );
  }
}

/** @throws ConstructError when the string is not an ARN */
export function partsOfArn(arn: string): Arn {
  const parts = parseArn(arn);
  if (!parts) throw new ConstructError(`"${arn}" is not an ARN: expected arn:partition:service:region:account:resource.`);
  return parts;
}
