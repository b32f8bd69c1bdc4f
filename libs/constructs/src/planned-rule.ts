import { CfnResource } from 'aws-cdk-lib';
import type { EventPattern, IEventBus, IRuleTarget } from 'aws-cdk-lib/aws-events';
import { Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { ConstructError } from './construct-error';
import { partsOfArn, requireHome } from './home';

export interface PlannedRuleProps {
  /** Name and ARN as planned. */
  readonly planned: { readonly name: string; readonly arn: string };
  /** Bus of the rule's own account and Region. */
  readonly bus: IEventBus;
  /** Bus name that the ARN has to name. */
  readonly busName: string;
  readonly description: string;
  /** Rendered key by key as it is. */
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly target: IRuleTarget;
  /** A disabled rule stays, and what it would match is discarded. @default true */
  readonly enabled?: boolean;
}

/** What targets and dead-letter queues of a rule are, and the roles that it uses. */
const REFERRED = new Set(['AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::SQS::Queue']);

/**
 * A rule with one target, exactly as planned. One target a rule, so that a dead letter names who missed it.
 *
 * @throws ConstructError when the ARN that everybody else computed would not be the ARN of this rule: another account or Region
 *   (CDK would render the bus's bare name, which is another bus there), another bus, another name
 */
export class PlannedRule extends Rule {
  constructor(scope: Construct, id: string, props: PlannedRuleProps) {
    requireHome(scope, props.planned.arn);
    const expected = `rule/${props.busName}/${props.planned.name}`;
    const { resource } = partsOfArn(props.planned.arn);
    if (resource !== expected) {
      throw new ConstructError(
        `Rule "${props.planned.name}" on bus "${props.busName}" is planned as "${resource}", not "${expected}".`,
      );
    }
    super(scope, id, {
      ruleName: props.planned.name,
      description: props.description,
      eventBus: props.bus,
      // `EventPattern` has lists of strings only; CDK copies every other key and matcher unchanged (there is a test).
      eventPattern: props.pattern as EventPattern,
      targets: [props.target],
      ...(props.enabled === false && { enabled: false }),
    });
  }

  /**
   * Lets what stands beside it in its scope be there first: a rule that is there before the policies of its queues loses its first
   * events. What the rule refers to, and what that refers to, is made first anyway; saying it again is a finding of cfn-lint (W3005).
   */
  followSiblings(): void {
    const siblings = this.node.scope?.node.children.filter((part) => part !== this) ?? [];
    for (const resource of siblings.flatMap((part) => part.node.findAll())) {
      if (CfnResource.isCfnResource(resource) && !REFERRED.has(resource.cfnResourceType)) this.node.addDependency(resource);
    }
  }
}
