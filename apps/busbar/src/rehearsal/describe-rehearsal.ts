import type { Happening, Loss, RehearsedStep } from '@busbar/rehearsal';
import { plural } from '../terminal/plural';
import type { Style } from '../terminal/style';
import { table, wrap } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import type { RehearsedChange } from './rehearse-change';

const INDENT = '  ';

/** What happened in each step, what was lost, and how to see it again. */
export function describeRehearsal(rehearsed: RehearsedChange, { out: style, width }: Pick<Terminal, 'out' | 'width'>): string[] {
  const { stage, base, seed, steps, loss } = rehearsed;
  const from = base ? `assuming that it has exactly ${base.ref} (${base.commit.slice(0, 7)})` : 'from nothing';
  return [
    ...wrap(`${style.bold(stage)}  ${from}, seed ${seed}`, width),
    '',
    ...(steps.length === 0 ? ['Nothing to deploy.'] : stepTable(steps, style, width)),
    '',
    ...wrap(figuresOf(rehearsed), width),
    ...describeDuplicates(rehearsed, style, width),
    ...(loss ? ['', ...describeLoss(loss, rehearsed, style, width)] : [style.good('Nothing is lost.')]),
  ];
}

function stepTable(steps: readonly RehearsedStep[], style: Style, width: number): string[] {
  return table(
    [
      { title: 'STEP' },
      { title: 'KIND' },
      { title: 'STACKS', align: 'right' },
      { title: 'OPERATIONS', align: 'right' },
      { title: 'PUBLISHED', align: 'right' },
      { title: 'DELIVERED', align: 'right' },
      { title: 'VIRTUAL TIME', align: 'right' },
    ],
    steps.map(({ kind, stacks, operations, published, delivered, virtualSeconds, end }, at) => [
      String(at + 1),
      end === 'complete' ? kind : `${kind} ${style.bad(end)}`,
      ...[stacks, operations, published, delivered].map((count) => count.toLocaleString('en')),
      duration(virtualSeconds),
    ]),
    style.dim,
    width,
  );
}

function figuresOf({ published, delivered, refused, virtualSeconds }: RehearsedChange): string {
  return (
    `${plural(published, 'event')} published in ${duration(virtualSeconds)} of virtual time, ` +
    `${plural(delivered, 'delivery', 'deliveries')}; ${plural(refused, 'publication')} refused that nobody may make`
  );
}

function describeDuplicates({ duplicates, seenTwiceBy }: RehearsedChange, style: Style, width: number): string[] {
  if (duplicates === 0) return [];
  const [receive, some] = [seenTwiceBy.length === 1 ? 'receives' : 'receive', plural(duplicates, 'event')];
  return wrap(`${style.warn(seenTwiceBy.join(', '))} ${receive} ${some} twice, with the same metadata.id`, width, INDENT);
}

const TITLES: Readonly<Record<Loss['kind'], string>> = {
  lost: 'An event is lost',
  unwanted: 'An event arrives where it is for nobody',
  'dead-lettered': 'An event ends in a dead-letter queue',
  dropped: 'An event is gone',
  refused: 'A publisher is refused',
  allowed: 'Somebody may publish who must not',
  'stack-failed': 'A stack cannot be deployed',
  'messages-deleted': 'Messages are deleted',
  orphaned: 'A resource is left behind',
  'stack-left': 'A stack is left behind',
};

function describeLoss(
  { kind, message, event, after, before, hops }: Loss,
  { base, stage, seed }: RehearsedChange,
  style: Style,
  width: number,
): string[] {
  const line = (label: string, text: string): string[] =>
    wrap(`${INDENT}${style.dim(label.padEnd(10))}${text}`, width, ' '.repeat(12));
  const again = ['busbar rehearse', ...(base ? [`--base ${base.ref}`] : []), `--stage ${stage}`, `--seed ${seed}`].join(' ');
  return [
    ...wrap(`${style.bad(TITLES[kind])}: ${message}`, width, INDENT),
    ...(event ? line('event', `${event.eventType} ${JSON.stringify(event.data)}`) : []),
    ...(event ? line('publisher', event.publishedBy) : []),
    ...(event?.subscription === undefined ? [] : line('for', event.subscription)),
    ...(after ? line('after', momentOf(after)) : []),
    ...(before ? line('before', momentOf(before)) : []),
    ...hops.flatMap((hop, at) => line(at === 0 ? 'hops' : '', hop)),
    ...line('again', again),
  ];
}

function momentOf({ step, stack, text }: Happening): string {
  return `step ${step}${stack === '' ? '' : `, ${stack}`}: ${text}`;
}

function duration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return minutes === 0 ? `${rest} s` : `${minutes} min ${String(rest).padStart(2, '0')} s`;
}
