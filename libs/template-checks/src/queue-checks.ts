import { queueAdmits } from './admission';
import { isAnybody, isService, saysForWhom, statementsOf } from './statement';
import type { TemplateCheck } from './template-check';
import { listOf, mapOf, queueMeant, resourceMeant, resourcesOf, type NamedResource, type Template } from './template';

/** SQS's default, and the most that it allows. */
const RETENTION_SECONDS = { default: 345_600, most: 1_209_600 };

export const queueChecks: readonly TemplateCheck[] = [
  {
    rule: 'Busbar-QueueOpen',
    types: ['AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy'],
    severity: 'error',
    description: 'EventBridge may send to the queue for anybody: a rule of any account can fill it.',
    fix: 'Add the condition ArnEquals aws:SourceArn = the rule, or StringEquals aws:SourceAccount.',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    broken: ({ properties }) =>
      statementsOf(properties['PolicyDocument'], 'PolicyDocument')
        .filter(
          ({ effect, principal }) => effect === 'Allow' && (isService(principal, 'events.amazonaws.com') || isAnybody(principal)),
        )
        .filter((statement) => !saysForWhom(statement))
        .map(({ at }) => at),
  },
  {
    rule: 'Busbar-DeadLettersKept',
    types: ['AWS::SQS::Queue'],
    severity: 'warning',
    description: `A dead-letter queue keeps messages for less than 14 days: SQS counts from when a message was first sent, and who looks later finds nothing.`,
    fix: `Set MessageRetentionPeriod to ${RETENTION_SECONDS.most}.`,
    source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    broken: (queue, template) => {
      const { MessageRetentionPeriod = RETENTION_SECONDS.default } = queue.properties;
      const seconds = Number(MessageRetentionPeriod);
      if (Number.isNaN(seconds) || seconds >= RETENTION_SECONDS.most || !takesDeadLetters(queue, template)) return [];
      return ['MessageRetentionPeriod' in queue.properties ? 'MessageRetentionPeriod' : ''];
    },
  },
  {
    rule: 'Busbar-BusDeadLettersAdmitted',
    types: ['AWS::Events::EventBus'],
    severity: 'error',
    description: 'The dead-letter queue of a bus has no policy that admits the bus, so it stays empty while events are lost.',
    fix: 'Let the queue policy allow sqs:SendMessage to events.amazonaws.com with aws:SourceArn = the bus; CDK’s EventBus does not.',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html',
    broken: (bus, template) => {
      const queue = queueMeant(template, mapOf(bus.properties['DeadLetterConfig'])['Arn']);
      return queue !== undefined && !queueAdmits(template, queue, bus) ? ['DeadLetterConfig'] : [];
    },
  },
  {
    rule: 'Busbar-VisibilityTimeout',
    types: ['AWS::Lambda::EventSourceMapping'],
    severity: 'warning',
    description: 'The queue shows a message again while the function may still be working on it: it is processed twice.',
    fix: "Set the queue's VisibilityTimeout to at least six times the function's Timeout.",
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    broken: ({ properties: { EventSourceArn, FunctionName } }, template) => {
      const queue = queueMeant(template, EventSourceArn)?.properties;
      const lambda = resourceMeant(template, FunctionName, { 'AWS::Lambda::Function': 'FunctionName' })?.properties;
      return queue && lambda && Number(queue['VisibilityTimeout'] ?? 30) < 6 * Number(lambda['Timeout'] ?? 3)
        ? ['EventSourceArn']
        : [];
    },
  },
  {
    rule: 'Busbar-PartialBatchFailures',
    types: ['AWS::Lambda::EventSourceMapping'],
    severity: 'warning',
    description: 'One message that fails makes Lambda process its whole batch again.',
    fix: 'Set FunctionResponseTypes to [ReportBatchItemFailures], and return the failures from the function.',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    broken: ({ properties: { EventSourceArn, BatchSize = 10, FunctionResponseTypes } }, template) =>
      queueMeant(template, EventSourceArn) &&
      BatchSize !== 1 &&
      !listOf(FunctionResponseTypes).includes('ReportBatchItemFailures')
        ? ['FunctionResponseTypes']
        : [],
  },
];

function takesDeadLetters({ logicalId }: NamedResource, template: Template): boolean {
  const isThis = (arn: unknown): boolean => queueMeant(template, arn)?.logicalId === logicalId;
  return (
    resourcesOf(template, 'AWS::Events::Rule').some(({ properties: { Targets } }) =>
      listOf(Targets).some((target) => isThis(mapOf(mapOf(target)['DeadLetterConfig'])['Arn'])),
    ) ||
    resourcesOf(template, 'AWS::SQS::Queue').some(({ properties }) =>
      isThis(mapOf(properties['RedrivePolicy'])['deadLetterTargetArn']),
    )
  );
}
