import type { RuntimeEvent } from '@busbar/emulator';
import { plural } from './plural';
import type { Terminal } from './terminal';

/** What happens on the buses, a line of JSON each. */
export function jsonLog(terminal: Terminal): (event: RuntimeEvent) => void {
  return (event) => terminal.printJsonLine(event);
}

/** What happens on the buses, a line each, at most twenty a second; what went wrong is never left out. */
export function eventLog(terminal: Terminal): (event: RuntimeEvent) => void {
  const { out } = terminal;
  let second = 0;
  let shown = 0;
  let hidden = 0;
  return (event) => {
    const line = describe(event, out);
    if (line === undefined) return;
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) {
      if (hidden > 0) terminal.print(out.dim(`… ${plural(hidden, 'line')} not shown`));
      [second, shown, hidden] = [now, 0, 0];
    }
    if (++shown <= 20 || isTrouble(event)) terminal.print(`${out.dim(new Date().toISOString().slice(11, 23))} ${line}`);
    else hidden++;
  };
}

function isTrouble(event: RuntimeEvent): boolean {
  return event.kind !== 'accepted' && event.kind !== 'delivered';
}

function describe(event: RuntimeEvent, out: Terminal['out']): string | undefined {
  switch (event.kind) {
    case 'accepted':
      return `${out.good('accepted ')} ${event.detailType} from ${event.account} ${out.dim(event.eventId)}`;
    case 'lost':
      return `${out.bad('lost     ')} ${event.detailType} from ${event.account}: ${event.reason ?? `there is no bus ${event.busArn}`}`;
    case 'refused':
      return `${out.bad('refused  ')} ${event.detailType ?? ''} from ${event.account}: ${event.message}`;
    case 'delivered':
      return `${out.good('delivered')} ${event.detailType} → ${event.targetArn}`;
    case 'attempt-failed':
      return `${out.warn('failed   ')} ${event.detailType} → ${event.targetArn}: ${event.errorCode} ${event.message}`;
    case 'dead-lettered':
      return `${out.bad('to DLQ   ')} ${event.detailType} → ${event.queueArn}: ${event.errorCode}`;
    case 'dropped':
      return `${out.bad('dropped  ')} ${event.detailType} for ${event.targetArn}: ${event.errorCode}, and no DLQ took it`;
    case 'function-error':
      return `${out.bad('error    ')} ${event.function}: ${event.message}`;
    case 'messages-processed': {
      const { failed, messages, queueArn, message } = event;
      if (failed === 0) return undefined;
      const why = message === undefined ? '' : `: ${message}`;
      return `${out.bad('failed   ')} ${event.function}: ${failed} of ${plural(messages, 'message')} of ${queueArn}${why}`;
    }
    case 'event-source-problem':
      return `${out.bad('not read ')} ${event.queueArn} by ${event.function}: ${event.message}`;
    case 'function-log':
      return `${out.dim('log      ')} ${event.function}: ${event.line}`;
    default:
      return undefined;
  }
}
