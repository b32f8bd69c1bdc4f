import { arrivalTable } from '../terminal/arrivals';
import { LiveBlock } from '../terminal/live-block';
import { plural } from '../terminal/plural';
import type { Terminal } from '../terminal/terminal';
import type { DemoSession } from './session';

/** On a terminal a table that is redrawn in place; otherwise a line at the first arrival and every ten seconds. */
export async function showArrivals(session: DemoSession, terminal: Terminal, interrupted: Promise<void>): Promise<void> {
  const block = new LiveBlock(process.stdout);
  const headline = () =>
    `${plural(session.published, 'event')} published, ${plural(session.arrivals.delivered, 'delivery', 'deliveries')}, ` +
    `p90 ${session.arrivals.latency().p90} ms, ${plural(session.arrivals.failures, 'failure')}, ${session.denied} denied`;
  let nextLine = 0;
  const draw = () => {
    if (terminal.isInteractive) {
      const errors = [...new Set(session.troubles)].map((message) => terminal.out.bad(message));
      block.draw([
        ...arrivalTable(session.arrivals, terminal.out, terminal.width, block.height - 4 - errors.length),
        '',
        headline(),
        ...errors,
      ]);
    } else if (session.arrivals.delivered > 0 && Date.now() >= nextLine) {
      terminal.print(headline(), ...(nextLine === 0 ? [] : arrivalTable(session.arrivals, terminal.out, terminal.width, 6)));
      nextLine = Date.now() + 10_000;
    }
  };
  const timer = setInterval(draw, 250);
  try {
    await interrupted;
  } finally {
    clearInterval(timer);
    draw();
    block.end();
  }
}
