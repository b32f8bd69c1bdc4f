import type { Later, ResourceChange, Rollout, StagePlan, Step, StepKind } from '@busbar/topology';
import { plural } from '../terminal/plural';

const PURPOSE: Readonly<Record<StepKind, string>> = {
  prepare: 'makes what is new; nothing uses it yet',
  switch: 'starts what is new; what is still owed stays',
  contract: 'stops what is no longer used',
};

const WAITS: Readonly<Record<Later['waitsFor'], string>> = {
  retries: 'until EventBridge can no longer be retrying',
  acknowledgement: 'until an entry in config/retired.yaml says that it may go',
  deletion: 'until the next rollout deletes it',
};

/** What whoever approves a rollout reads, as Markdown. */
export function planMarkdown({ stage, commit, execution, plannedAt, retired }: StagePlan, rollout: Rollout): string {
  const { steps, later, heldBack } = rollout;
  const lines = [
    `# ${stage}: ${steps.length === 0 ? 'nothing changes' : plural(steps.length, 'step')}`,
    '',
    `Commit \`${commit}\`, execution \`${execution}\`, planned at ${plannedAt} from what the stage had then.`,
    ...steps.flatMap((step, at) => ['', ...stepLines(step, at + 1)]),
    ...section('Deleted afterwards', retired, ({ stack, account }) => `stack \`${stack}\` in ${account}`),
    ...section('In the next rollout only', heldBack, (eventType) => `\`${eventType}\` changes its publisher`),
    ...section('Stays for later', later, ({ what, name, account, waitsFor, notBefore }) => {
      const from = notBefore === undefined ? '' : ` (not before ${notBefore})`;
      return `${what} \`${name}\` in ${account}, ${WAITS[waitsFor]}${from}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines({ kind, changes, mustBeEmpty }: Step, number: number): readonly string[] {
  return [
    `## ${number}. ${kind}: ${PURPOSE[kind]}`,
    '',
    '| stack | account | adds | changes | removes |',
    '|---|---|---|---|---|',
    ...changes.map(({ stack, account, action, resources }) => {
      const cells = (['add', 'change', 'remove'] as const).map((wanted) => resourceList(resources, wanted));
      return `| ${action === 'update' ? '' : `${action}: `}\`${stack}\` | ${account} | ${cells.join(' | ')} |`;
    }),
    ...(mustBeEmpty.length > 0
      ? ['', `Deletes ${mustBeEmpty.map(({ name }) => `\`${name}\``).join(', ')}, which must be empty.`]
      : []),
  ];
}

/** Resources of one kind that are named before they are only counted. */
const NAMED = 5;

function resourceList(resources: readonly ResourceChange[], action: ResourceChange['action']): string {
  const kinds = new Map<string, string[]>();
  for (const { kind, name, action: its } of resources) if (its === action) kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  return [...kinds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, names]) =>
      names.length > NAMED ? plural(names.length, kind) : names.map((name) => `${kind} \`${name}\``).join(', '),
    )
    .join(', ');
}

function section<Item>(title: string, items: readonly Item[], line: (item: Item) => string): readonly string[] {
  return items.length === 0 ? [] : ['', `## ${title}`, '', ...items.map((item) => `- ${line(item)}`)];
}
