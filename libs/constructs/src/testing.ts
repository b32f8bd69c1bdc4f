/** `@busbar/constructs/testing`: what the tests of a team's stack ask of its template. */
import type { Template } from 'aws-cdk-lib/assertions';
import { canonical } from './canonical';
import { ConstructError } from './construct-error';
import type { EventTypeBinding, FilterOf } from './requested-event';

interface Resource {
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Target {
  readonly Arn?: unknown;
  readonly DeadLetterConfig?: unknown;
  readonly RetryPolicy?: unknown;
}

/**
 * That a local rule brings exactly these events.
 *
 * ```ts
 * expectLocalRule(Template.fromStack(stack), DeliveryStatusUpdated, { status: ['DELIVERED'] });
 * ```
 *
 * @throws ConstructError with the patterns that there are
 */
export function expectLocalRule<Binding extends EventTypeBinding>(
  template: Template,
  eventType: Binding,
  filter?: FilterOf<Binding>,
): void {
  const expected = canonical(eventType.pattern(filter as never));
  const patterns = of(template, 'AWS::Events::Rule').map(([, { Properties }]) => canonical(Properties?.['EventPattern']));
  if (patterns.includes(expected)) return;
  throw new ConstructError(`No rule has the pattern ${expected}. There are: ${patterns.join(', ') || 'none'}.`);
}

/**
 * That a function takes messages from a queue, by the queue's name or its logical id.
 *
 * @throws ConstructError with the queues that functions take messages from
 */
export function expectConsumer(template: Template, queue: string): void {
  const sources = of(template, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) =>
    queueOf(template, Properties?.['EventSourceArn']),
  );
  if (sources.some(({ id, name }) => id === queue || name === queue)) return;
  const known = sources.map(({ id, name }) => name ?? id).join(', ') || 'none';
  throw new ConstructError(`No function takes messages from "${queue}". Queues that functions take messages from: ${known}.`);
}

/**
 * That nothing is lost on the way: each rule has retry and a dead-letter queue for each target; each queue that a function takes
 * messages from has one too, and hides messages for six times the function's timeout; a failed message does not take its batch along.
 *
 * @throws ConstructError with everything that is missing
 */
export function expectNothingLost(template: Template): void {
  const lacks = [...lacksOfRules(template), ...lacksOfConsumers(template)];
  if (lacks.length > 0) throw new ConstructError(`Events may be lost:\n${lacks.map((lack) => `- ${lack}`).join('\n')}`);
}

function lacksOfRules(template: Template): readonly string[] {
  return of(template, 'AWS::Events::Rule').flatMap(([id, { Properties }]) =>
    ((Properties?.['Targets'] ?? []) as readonly Target[]).flatMap((target) => [
      ...(target.DeadLetterConfig ? [] : [`Rule "${id}" has a target without a dead-letter queue.`]),
      ...(target.RetryPolicy ? [] : [`Rule "${id}" has a target without a retry policy.`]),
    ]),
  );
}

function lacksOfConsumers(template: Template): readonly string[] {
  const functions = new Map(of(template, 'AWS::Lambda::Function'));
  return of(template, 'AWS::Lambda::EventSourceMapping').flatMap(([id, { Properties = {} }]) => {
    const { id: queueId, queue } = queueOf(template, Properties['EventSourceArn']);
    const types = (Properties['FunctionResponseTypes'] ?? []) as readonly unknown[];
    const timeout = Number(functions.get(logicalId(Properties['FunctionName']) ?? '')?.Properties?.['Timeout'] ?? 3);
    const window = Number(Properties['MaximumBatchingWindowInSeconds'] ?? 0);
    const visibility = Number(queue?.Properties?.['VisibilityTimeout'] ?? 30);
    return [
      ...(types.includes('ReportBatchItemFailures') ? [] : [`"${id}" does not report failed messages one by one.`]),
      // A queue of another stack is the platform's, which has checked it.
      ...(queue && !queue.Properties?.['RedrivePolicy'] ? [`Queue "${queueId}" has no dead-letter queue.`] : []),
      ...(queue && visibility < 6 * timeout + window
        ? [`Queue "${queueId}" hides messages for ${visibility} s; its function needs ${6 * timeout + window} s.`]
        : []),
    ];
  });
}

function queueOf(template: Template, arn: unknown): { readonly id?: string; readonly name?: string; readonly queue?: Resource } {
  if (typeof arn === 'string') return { name: arn.split(':').at(-1) ?? arn };
  const id = logicalId(arn);
  if (id === undefined) return {};
  const queue = new Map(of(template, 'AWS::SQS::Queue')).get(id);
  const name = queue?.Properties?.['QueueName'];
  return { id, ...(typeof name === 'string' && { name }), ...(queue && { queue }) };
}

/** Of what `Ref` or `Fn::GetAtt` refers to. */
function logicalId(reference: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as {
    readonly Ref?: string;
    readonly 'Fn::GetAtt'?: readonly string[];
  };
  return Ref ?? attribute?.[0];
}

function of(template: Template, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(template.findResources(type) as Readonly<Record<string, Resource>>);
}
