import { plural } from '../terminal/plural';
import { table } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import type { RedriveResult } from './redrive-all';

export function describeRedrive(
  { from, queue, account, destination, groups }: RedriveResult,
  dryRun: boolean,
  { out, width }: Terminal,
): string[] {
  const heading = [out.bold(queue), out.dim(`${from} DLQ, account ${account}`), out.dim(`to ${destination}`)];
  if (groups.length === 0) return [...heading, 'It is empty.'];
  const rows = groups.map(({ reason, eventType, messages, redriven, oldest }) => [
    reason,
    eventType ?? 'not an event',
    String(messages),
    String(redriven),
    oldest.replace('T', ' ').slice(0, 16),
  ]);
  const columns = [
    { title: 'REASON', cut: 'end' as const },
    { title: 'EVENT TYPE', cut: 'end' as const },
    { title: 'MESSAGES', align: 'right' as const },
    { title: dryRun ? 'WOULD GO' : 'SENT', align: 'right' as const },
    { title: 'OLDEST (UTC)' },
  ];
  const sent = groups.reduce((sum, { redriven }) => sum + redriven, 0);
  const left = groups.reduce((sum, { messages, redriven }) => sum + messages - redriven, 0);
  const errors = groups.flatMap(({ error, reason }) => (error === undefined ? [] : [`${out.bad('error')} ${reason}: ${error}`]));
  return [
    ...heading,
    ...table(columns, rows, out.dim, width),
    ...errors,
    dryRun
      ? `${plural(sent, 'message')} would be sent. Nothing was changed.`
      : `${plural(sent, 'message')} sent${left > 0 ? `, ${left} left where they are` : ''}.`,
  ];
}
