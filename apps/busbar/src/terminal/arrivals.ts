import type { Arrivals } from '../demo/arrivals';
import type { Style } from './style';
import { table } from './table';

const columns = [
  { title: 'SUBSCRIBER', cut: 'start', least: 20 },
  { title: 'EVENT TYPE', cut: 'end', least: 16, leaveOut: 1 },
  { title: 'COUNT', align: 'right' },
  { title: 'p50', align: 'right', leaveOut: 2 },
  { title: 'p90', align: 'right' },
  { title: 'p99 ms', align: 'right' },
  { title: 'FAILED', align: 'right' },
] as const;

/** Who got how many of what, how fast; busiest first, at most `most` rows and a line for the rest. */
export function arrivalTable(arrivals: Arrivals, style: Style, width: number, most = Infinity): string[] {
  const all = arrivals.rows();
  const shown = all.length > most ? all.slice(0, Math.max(1, most - 1)) : all;
  const lines = table(
    columns,
    shown.map(({ target, eventType, delivered, failures, latencyMs }) => [
      style.name(target),
      eventType,
      delivered.toLocaleString('en'),
      String(latencyMs.p50),
      String(latencyMs.p90),
      String(latencyMs.p99),
      failures === 0 ? style.dim('0') : style.bad(String(failures)),
    ]),
    style.dim,
    width,
  );
  return shown.length < all.length ? [...lines, style.dim(`… and ${all.length - shown.length} more`)] : lines;
}
