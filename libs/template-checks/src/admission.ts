import { coversAction, isAnybody, isService, statementsOf, valuesOf, type Statement } from './statement';
import { listOf, logicalIdOf, resourcesOf, textOf, type NamedResource, type Template } from './template';

const EVENTBRIDGE = 'events.amazonaws.com';

/** The statements that a queue of the template has. */
export function queueStatements(template: Template, queue: NamedResource): readonly Statement[] {
  return resourcesOf(template, 'AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy')
    .filter(({ properties: { Queues, Queue } }) => [...listOf(Queues), ...listOf(Queue)].some((each) => isQueue(each, queue)))
    .flatMap(({ properties }) => statementsOf(properties['PolicyDocument'], 'PolicyDocument'));
}

function isQueue(value: unknown, { logicalId, properties }: NamedResource): boolean {
  if (logicalIdOf(value) === logicalId) return true;
  const { QueueName } = properties;
  return typeof QueueName === 'string' && textOf(value)?.endsWith(`/${QueueName}`) === true;
}

/** Whether EventBridge may send to the queue for this rule or bus. A condition that only CloudFormation can resolve counts as right. */
export function queueAdmits(template: Template, queue: NamedResource, sender: NamedResource): boolean {
  return queueStatements(template, queue).some(
    (statement) =>
      statement.effect === 'Allow' &&
      (isService(statement.principal, EVENTBRIDGE) || isAnybody(statement.principal)) &&
      coversAction(statement, 'sqs:SendMessage') &&
      names(template, statement, sender),
  );
}

/** Whether the function's permissions let EventBridge invoke it for this rule. */
export function functionAdmits(template: Template, target: NamedResource, rule: NamedResource): boolean {
  return resourcesOf(template, 'AWS::Lambda::Permission').some(({ properties: { FunctionName, Principal, SourceArn } }) => {
    const isTarget =
      logicalIdOf(FunctionName) === target.logicalId ||
      (typeof FunctionName === 'string' && FunctionName.split(':').at(-1) === target.properties['FunctionName']);
    return isTarget && Principal === EVENTBRIDGE && (SourceArn === undefined || means(template, SourceArn, rule));
  });
}

function names(template: Template, statement: Statement, sender: NamedResource): boolean {
  const sources = valuesOf(statement, 'aws:SourceArn');
  return sources.length === 0 || sources.some((arn) => means(template, arn, sender));
}

function means({ Resources = {} }: Template, arn: unknown, { logicalId, properties: { Name } }: NamedResource): boolean {
  const referred = logicalIdOf(arn);
  // A parameter may be the right ARN.
  if (referred !== undefined) return referred === logicalId || !Object.hasOwn(Resources, referred);
  const text = textOf(arn);
  if (text === undefined) return true;
  if (text.includes(`\${${logicalId}`)) return true;
  const last = text.split('/').at(-1) ?? '';
  // What is put together of what only CloudFormation knows may be right.
  if (typeof Name !== 'string' || last.includes('${')) return true;
  const pattern = last
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(Name);
}
