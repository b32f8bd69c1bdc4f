import { parseArn } from '@busbar/arn';
import type { Resource } from '../../cloudformation';
import type { ServiceContext } from '../../service/emulated-service';
import type { EventTarget, Rule } from './rule';

/**
 * What `PutTargets` refuses once the targets are known. What can be seen in the rule alone is in `read-rule.ts`.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
 *
 * @throws ResourceError
 */
export function checkTargets(
  rule: Rule,
  resource: Resource,
  { targets, limit }: Pick<ServiceContext, 'targets' | 'limit'>,
): void {
  const parts = resource.parts('Targets');
  rule.targets.forEach((target, index) => {
    const part = parts[index] ?? resource;
    checkDeadLetterQueue(rule, target, part);
    const problem =
      targets.find(target.arn)?.refuseTarget?.(target) ??
      (target.deadLetterQueueArn === undefined ? undefined : targets.find(target.deadLetterQueueArn)?.refuseDeadLetterQueue?.());
    if (problem) throw part.fail(problem.property, problem.found, problem.fix);
    const service = parseArn(target.arn)?.service ?? target.arn;
    if (!targets.serves(service)) limit(resource, `Its target ${target.id} is not served here (${service}).`);
  });
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
function checkDeadLetterQueue(rule: Rule, { deadLetterQueueArn: arn }: EventTarget, part: Resource): void {
  if (arn === undefined) return;
  const to = parseArn(arn);
  const property = 'DeadLetterConfig.Arn';
  if (to?.service !== 'sqs') throw part.fail(property, `is "${arn}", which is not the ARN of a queue.`, 'Name a standard queue.');
  if (to.region !== rule.region) {
    throw part.fail(property, `is ${arn}, which is in another region than the rule.`, `Name a queue in ${rule.region}.`);
  }
}
