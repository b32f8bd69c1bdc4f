import type { Contract } from '@busbar/contracts';
import type { RuntimeEvent } from '@busbar/emulator';
import type { Topology } from '@busbar/topology';
import { openCompany, topologyOf, type Company } from '../company';
import { DemoSession } from '../demo/session';
import { exitCode } from '../exit';
import type { Verb } from '../main';
import { startRuntime } from '../runtime';
import { arrivalTable } from '../terminal/arrivals';
import { LiveBlock } from '../terminal/live-block';
import { plural } from '../terminal/problems';
import { subscriptionTable } from '../terminal/routes';
import type { Terminal } from '../terminal/terminal';

interface UpOptions {
  readonly stage: string;
  readonly port: number;
  readonly demo: boolean;
  readonly rate: number;
}

/** `busbar up`: serves until Ctrl-C. */
export const up: Verb<UpOptions> = async (terminal, options) => {
  const company = await openCompany(terminal, options, terminal.progress);
  const topology = topologyOf(company, options.stage);
  const session = options.demo ? new DemoSession(company, topology) : undefined;
  const runtime = await startRuntime(terminal, company, topology, options.port, session?.observe ?? eventLog(terminal));
  const interrupted = interruption();
  terminal.print('', ...introduction(company, topology, runtime.endpoint, terminal), '');
  if (session) {
    try {
      await session.start(runtime.endpoint);
      session.publish({ rate: options.rate });
      await showArrivals(session, terminal, interrupted);
    } finally {
      await session.stop();
    }
  } else await interrupted;
  await runtime.close();
  if (session) {
    terminal.say(
      `Stopped: ${plural(session.published, 'event')} published, ${plural(session.arrivals.delivered, 'delivery', 'deliveries')}.`,
    );
  } else terminal.say('Stopped.');
  return exitCode.ok;
};

/** Resolves at the first Ctrl-C or termination; a second one ends the program at once. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.once('SIGINT', () => process.exit(130));
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

function introduction(company: Company, topology: Topology, endpoint: string, { out, width }: Terminal): string[] {
  const contract = mostWanted(company);
  const example = contract?.examples.find(({ valid }) => valid);
  const port = new URL(endpoint).port === '4010' ? '' : ` --port ${new URL(endpoint).port}`;
  const stage = topology.stage === 'dev' ? '' : ` --stage ${topology.stage}`;
  const service = contract?.event.publisher ?? topology.identities[0]?.service ?? '';
  return [
    `${out.bold(`${topology.company} · ${topology.stage}`)} runs at ${out.name(endpoint)}`,
    '',
    ...subscriptionTable(topology, out, width),
    '',
    ...(contract && example
      ? [
          'Publish an event of your own, in another terminal:',
          `  ${out.bold(`npx busbar publish ${contract.type} --example ${example.name}${stage}${port}`)}`,
        ]
      : []),
    'Or act as a service with any AWS tool:',
    `  ${out.bold(`eval "$(npx busbar env ${service}${stage}${port})"`)}`,
    `  ${out.bold('aws sts get-caller-identity')}`,
    '',
    out.dim('Ctrl-C stops it.'),
  ];
}

/** The event type with an example that most subscriptions ask for, of those that may be published. */
function mostWanted({ manifest }: Company): Contract | undefined {
  const wanted = ({ type }: Contract) => manifest.subscriptions.filter(({ eventType }) => eventType === type).length;
  return manifest.contracts
    .filter(({ lifecycle, examples }) => ['active', 'draft'].includes(lifecycle.state) && examples.some(({ valid }) => valid))
    .reduce<Contract | undefined>((best, contract) => (best && wanted(best) >= wanted(contract) ? best : contract), undefined);
}

/** On a terminal a table that is drawn anew in place; otherwise a line at the first arrival and every ten seconds. */
async function showArrivals(session: DemoSession, terminal: Terminal, interrupted: Promise<void>): Promise<void> {
  const block = new LiveBlock(process.stdout);
  const headline = () =>
    `${plural(session.published, 'event')} published, ${plural(session.arrivals.delivered, 'delivery', 'deliveries')}, ` +
    `p90 ${session.arrivals.latency().p90} ms, ${plural(session.arrivals.failures, 'failure')}, ${session.denied} denied`;
  let nextLine = 0;
  const draw = () => {
    if (process.stdout.isTTY) {
      const errors = [...new Set(session.troubles)].map((message) => terminal.out.bad(message));
      block.draw([...arrivalTable(session.arrivals, terminal.out, block.height - 4 - errors.length), '', headline(), ...errors]);
    } else if (session.arrivals.delivered > 0 && Date.now() >= nextLine) {
      terminal.print(headline(), ...(nextLine === 0 ? [] : arrivalTable(session.arrivals, terminal.out, 6)));
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

/** What happens on the buses, a line each, at most twenty a second; what went wrong is never left out. */
function eventLog(terminal: Terminal): (event: RuntimeEvent) => void {
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
      return `${out.bad('lost     ')} ${event.detailType} from ${event.account}: there is no bus ${event.busArn}`;
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
    case 'function-log':
      return `${out.dim('log      ')} ${event.function}: ${event.line}`;
    default:
      return undefined;
  }
}
