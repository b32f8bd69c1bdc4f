import { busArn, parseArn } from '@busbar/arn';
import type { Clock } from '../../time/clock';
import { denialMessage, type Authorizer } from '../../identity/authorizer';
import { lost } from '../../journal/event-records';
import type { RuntimeEvent, RuntimeObserver } from '../../journal/runtime-event';
import type { Call, Operation } from '../../wire/call';
import { ServiceError } from '../../wire/service-error';
import type { Bus } from './bus';
import { BusEvent } from './bus-event';
import type { EventRouter } from './event-router';
import { problemOf, readEntries, type CompleteEntry, type EntryProblem, type PutEventsEntry } from './put-events-entry';

export interface PutEventsOptions {
  readonly bus: (arn: string) => Bus | undefined;
  readonly router: EventRouter;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly observer: RuntimeObserver | undefined;
}

/** An entry on its way in: refused, or an event for a bus. */
type Judged =
  | { readonly kind: 'refused'; readonly problem: EntryProblem; readonly denied: boolean }
  | { readonly kind: 'event'; readonly entry: CompleteEntry };

/**
 * A call that is refused by policy as a whole (none of its entries is allowed) fails with AccessDeniedException; otherwise each
 * entry has its own result. An event for a bus that does not exist is accepted and lost, as on AWS, and reported to the observer.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function putEventsOperation({ bus: busOf, router, authorizer, clock, observer }: PutEventsOptions): Operation {
  const judge = (entry: PutEventsEntry, arn: string, { caller }: Call): Judged => {
    const problem = problemOf(entry);
    if (problem) return { kind: 'refused', problem, denied: problem.errorCode === 'NotAuthorizedForSourceException' };
    const complete = entry as CompleteEntry;
    const bus = busOf(arn);
    const decision = authorizer.decide(caller, {
      action: 'events:PutEvents',
      resource: arn,
      resourceAccount: bus?.account ?? parseArn(arn)?.account ?? caller.account,
      ...(bus?.policy && { resourcePolicy: bus.policy }),
      context: {
        'events:source': complete.source,
        'events:detail-type': complete.detailType,
        'events:eventBusInvocation': 'false',
      },
      variant: [complete.source, complete.detailType],
    });
    if (decision.allowed) return { kind: 'event', entry: complete };
    const message = denialMessage(caller, 'events:PutEvents', arn, decision);
    return { kind: 'refused', problem: { errorCode: 'AccessDeniedException', message }, denied: true };
  };

  const publish = (entry: CompleteEntry, arn: string, { caller, region }: Call, now: number): string => {
    const found = busOf(arn);
    // `PutEvents` does not cross regions: at another region's endpoint there is no such bus.
    const bus = found?.region === region ? found : undefined;
    const event = new BusEvent({
      source: entry.source,
      detailType: entry.detailType,
      detail: entry.detail,
      resources: entry.resources ?? [],
      time: entry.time === undefined ? now : entry.time * 1_000,
      account: caller.account,
      region,
      ...(entry.traceHeader !== undefined && { traceHeader: entry.traceHeader }),
    });
    if (bus) router.accept(event, bus, { principal: caller.arn });
    else observer?.(lost(event, now, arn, caller.arn));
    return event.eventId;
  };

  const reportRefused = (
    call: Call,
    arn: string,
    entry: PutEventsEntry | undefined,
    problem: EntryProblem,
    denied: boolean,
  ): void => {
    observer?.({
      kind: 'refused',
      at: clock.now(),
      principal: call.caller.arn,
      account: call.caller.account,
      busArn: arn,
      ...(entry?.source && { source: entry.source }),
      ...(entry?.detailType && { detailType: entry.detailType }),
      denied,
      errorCode: problem.errorCode,
      message: problem.message,
    } satisfies RuntimeEvent);
  };

  return (input, call) => {
    const entries = readCall(
      () => readEntries(input),
      (problem) => reportRefused(call, '', undefined, problem, false),
    );
    const arns = entries.map(({ bus }) => busArnOf(bus, call));
    const judged = entries.map((entry, index) => judge(entry, arns[index] ?? '', call));
    judged.forEach((one, index) => {
      if (one.kind === 'refused') reportRefused(call, arns[index] ?? '', entries[index], one.problem, one.denied);
    });
    const denial = deniedAsAWhole(judged);
    if (denial) throw new ServiceError(denial.errorCode, denial.message);

    const now = clock.now();
    let failed = 0;
    let results = '';
    judged.forEach((one, index) => {
      const separator = index === 0 ? '' : ',';
      if (one.kind === 'event') {
        results += `${separator}{"EventId":"${publish(one.entry, arns[index] ?? '', call, now)}"}`;
      } else {
        failed++;
        results += separator + JSON.stringify({ ErrorCode: one.problem.errorCode, ErrorMessage: one.problem.message });
      }
    });
    return `{"FailedEntryCount":${failed},"Entries":[${results}]}`;
  };
}

/** A bus is named by its ARN, or by a name in the caller's own account. */
export function busArnOf(bus: string | undefined, { caller, region }: Pick<Call, 'caller' | 'region'>): string {
  if (bus?.startsWith('arn:')) return bus;
  return busArn(caller.account, region, bus || 'default');
}

function readCall<T>(read: () => T, onRefused: (problem: EntryProblem) => void): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ServiceError) onRefused({ errorCode: error.code, message: error.message });
    throw error;
  }
}

function deniedAsAWhole(judged: readonly Judged[]): EntryProblem | undefined {
  const [first] = judged;
  const all = judged.every((one) => one.kind === 'refused' && one.problem.errorCode === 'AccessDeniedException');
  return all && first?.kind === 'refused' ? first.problem : undefined;
}
