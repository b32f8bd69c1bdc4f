import type { Clock } from '../../time/clock';
import type { Schedule } from '../../time/schedule';
import { optionalInteger, optionalText } from '../../wire/input';
import type { Call, Operation } from '../../wire/call';
import { MessageMoveTask } from './message-move-task';
import type { Queue } from './queue';
import { sqsError } from './sqs-error';

export interface MessageMoveContext {
  readonly queues: ReadonlyMap<string, Queue>;
  /** @throws ServiceError when the caller may not do that with the queue */
  readonly authorize: (call: Call, action: string, arn: string, queue: Queue) => void;
  /** Why a caller may not use the keys of the two queues. */
  readonly keyDenial: (call: Call, source: Queue, destination: Queue) => string | undefined;
  readonly clock: Clock;
  readonly schedule: Schedule;
}

/** Results of `ListMessageMoveTasks`. */
const MOST_RESULTS = 10;
const MOST_PER_SECOND = 500;

/** `StartMessageMoveTask`, `CancelMessageMoveTask` and `ListMessageMoveTasks`. */
export function messageMoveOperations(context: MessageMoveContext): Record<string, Operation> {
  const { queues, authorize, keyDenial, clock, schedule } = context;
  /** By ARN of the queue that is emptied, newest first. */
  const tasks = new Map<string, MessageMoveTask[]>();

  const sourceOf = (arn: string | undefined): Queue => {
    if (!arn) throw sqsError.missingParameter('SourceArn');
    const queue = queues.get(arn);
    if (!queue) throw sqsError.resourceNotFound();
    return queue;
  };

  /** Whoever moves messages sends them. */
  const sending =
    (call: Call, source: Queue) =>
    (to: Queue): string | undefined => {
      try {
        authorize(call, 'SendMessage', to.settings.arn, to);
      } catch {
        return 'AccessDenied';
      }
      return keyDenial(call, source, to) === undefined ? undefined : 'KmsAccessDenied';
    };

  return {
    StartMessageMoveTask(input, call) {
      const source = sourceOf(optionalText(input, 'SourceArn'));
      const { arn } = source.settings;
      for (const action of ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])
        authorize(call, action, arn, source);
      const isDeadLetterQueue = [...queues.values()].some(({ settings }) => settings.redrive?.deadLetterQueueArn === arn);
      if (!isDeadLetterQueue) throw sqsError.invalidParameter('Source queue must be configured as a Dead Letter Queue.');
      const destinationArn = optionalText(input, 'DestinationArn');
      const destination = destinationArn === undefined ? undefined : queues.get(destinationArn);
      if (destinationArn !== undefined && !destination) throw sqsError.resourceNotFound('DestinationArn');
      if (destination) authorize(call, 'SendMessage', destination.settings.arn, destination);
      const maximumPerSecond = optionalInteger(input, 'MaxNumberOfMessagesPerSecond');
      if (maximumPerSecond !== undefined && (maximumPerSecond < 1 || maximumPerSecond > MOST_PER_SECOND))
        throw sqsError.outOfRange('MaxNumberOfMessagesPerSecond', maximumPerSecond, 1, MOST_PER_SECOND);
      const earlier = tasks.get(arn) ?? [];
      if (earlier.some(({ status }) => status === 'RUNNING')) {
        throw sqsError.invalidParameter(
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        );
      }
      const queue = (of: string) => queues.get(of);
      const task = new MessageMoveTask({
        source,
        destination,
        maximumPerSecond,
        queue,
        denial: sending(call, source),
        clock,
        schedule,
      });
      tasks.set(arn, [task, ...earlier].slice(0, MOST_RESULTS));
      return JSON.stringify({ TaskHandle: task.handle });
    },

    CancelMessageMoveTask(input, call) {
      const handle = optionalText(input, 'TaskHandle');
      if (!handle) throw sqsError.missingParameter('TaskHandle');
      const task = [...tasks.values()].flat().find((one) => one.handle === handle);
      if (!task) throw sqsError.resourceNotFound('TaskHandle');
      const { source } = task.options;
      for (const action of ['CancelMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])
        authorize(call, action, source.settings.arn, source);
      if (task.status !== 'RUNNING') throw sqsError.unsupported('Only active tasks can be cancelled.');
      task.cancel();
      return JSON.stringify({ ApproximateNumberOfMessagesMoved: task.moved });
    },

    ListMessageMoveTasks(input, call) {
      const source = sourceOf(optionalText(input, 'SourceArn'));
      const { arn } = source.settings;
      for (const action of ['ListMessageMoveTasks', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])
        authorize(call, action, arn, source);
      const count = optionalInteger(input, 'MaxResults') ?? 1;
      if (count < 1 || count > MOST_RESULTS) throw sqsError.outOfRange('MaxResults', count, 1, MOST_RESULTS);
      return JSON.stringify({ Results: (tasks.get(arn) ?? []).slice(0, count).map(described) });
    },
  };
}

function described({ handle, status, options, moved, toMove, failureReason, startedAt }: MessageMoveTask): object {
  const { source, destination, maximumPerSecond } = options;
  return {
    ...(status === 'RUNNING' && { TaskHandle: handle }),
    Status: status,
    SourceArn: source.settings.arn,
    ...(destination && { DestinationArn: destination.settings.arn }),
    ...(maximumPerSecond !== undefined && { MaxNumberOfMessagesPerSecond: maximumPerSecond }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: toMove,
    ...(failureReason !== undefined && { FailureReason: failureReason }),
    StartedTimestamp: startedAt,
  };
}
