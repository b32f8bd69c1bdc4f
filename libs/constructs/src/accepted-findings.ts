import * as cdk from 'aws-cdk-lib';
import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What cdk-nag 3 asks; older CDKs have no such class. */
interface Acknowledging {
  readonly Validations?: {
    of(scope: IConstruct): { acknowledge(finding: { readonly id: string; readonly reason: string }): void };
  };
}

/** Context with which an app says that it has a table of its own: CDK notes a stack trace at each finding, whether it validates or not. */
const LEFT_TO_APP = 'busbar:accepted-findings';

/**
 * Says that a finding of cdk-nag is right about a resource and wrong about us, to both of its versions: the older one reads the
 * resource's metadata.
 *
 * @param rule `AwsSolutions-SQS3`
 */
export function acceptFinding(construct: IConstruct, rule: string, reason: string): void {
  if (construct.node.tryGetContext(LEFT_TO_APP) === 'app') return;
  const { Validations } = cdk as Acknowledging;
  if (Validations) {
    Validations.of(construct).acknowledge({ id: rule, reason });
    return;
  }
  const resource = construct.node.defaultChild;
  if (!(resource instanceof CfnResource)) return;
  const { rules_to_suppress: known = [] } = (resource.getMetadata('cdk_nag') ?? {}) as { rules_to_suppress?: readonly object[] };
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...known, { id: rule, reason }] });
}
