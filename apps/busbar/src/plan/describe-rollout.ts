import type { Later, Rollout, Step, StepKind } from '@busbar/topology';
import { plural } from '../terminal/plural';
import type { Style } from '../terminal/style';
import { table, wrap } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';

/** A stage's rollout, and whether it is known what the stage has. */
export interface StageRollout extends Rollout {
  readonly stage: string;
  readonly recorded: boolean;
}

const PURPOSE: Readonly<Record<StepKind, string>> = {
  prepare: 'makes what is new; nothing uses it yet',
  switch: 'starts what is new; what is still owed stays',
  contract: 'stops what is no longer used',
};

/** The steps of a rollout for a person, and what stays for later. */
export function describeRollout(rollout: StageRollout, { out: style, width }: Pick<Terminal, 'out' | 'width'>): string[] {
  const { stage, recorded, steps, later, heldBack } = rollout;
  const from = recorded ? `from deployed/${stage}.topology.json` : 'a new stage: nothing is recorded of it';
  const count = steps.length === 0 ? 'nothing to deploy' : plural(steps.length, 'step');
  return [
    ...wrap(`${style.bold(stage)}  ${count}  ${style.dim(from)}`, width),
    ...steps.flatMap((step, at) => ['', ...describeStep(step, at + 1, style, width)]),
    ...(heldBack.length > 0 ? ['', ...wrap(`${style.warn('in the next rollout')}  ${heldBackText(heldBack)}`, width, '  ')] : []),
    ...(later.length > 0 ? ['', ...describeLater(later, style, width)] : []),
  ];
}

function heldBackText(types: readonly string[]): string {
  const named = types.length <= 3 ? types.join(', ') : `${types.slice(0, 2).join(', ')} and ${types.length - 2} more`;
  return `${named}: the bus policy does not hold the old and the new publishers of all that change hands at once.`;
}

function describeStep(
  { kind, changes, mustBeEmpty, retiredStacks }: Step,
  number: number,
  style: Style,
  width: number,
): string[] {
  return [
    ...wrap(`${style.bold(`${number}  ${kind}`)}  ${PURPOSE[kind]}`, width, '   '),
    ...table(
      [{ title: 'STACK' }, { title: 'ACCOUNT' }, { title: 'CHANGES', cut: 'end', least: 24 }],
      changes
        .filter(({ action }) => action !== 'delete')
        .map(({ stack, account, action, resources }) => [
          stack,
          account,
          `${action === 'create' ? 'new: ' : ''}${summary(resources)}`,
        ]),
      style.dim,
      width,
    ),
    ...mustBeEmpty.flatMap(({ name }) => wrap(`${style.warn('must be empty')}  ${name}, which the step deletes`, width, '   ')),
    ...retiredStacks.flatMap(({ stack, account }) =>
      wrap(`${style.warn('delete afterwards')}  stack ${stack} in ${account}`, width, '   '),
    ),
  ];
}

const SIGN = { add: '+', change: '~', remove: '-' } as const;

/** `+2 queues ~ rule access-orders`: names where there are few, else counts by kind. */
function summary(resources: Step['changes'][number]['resources']): string {
  if (resources.length === 0) return 'no resource: descriptions and outputs';
  if (resources.length <= 4) return resources.map(({ action, kind, name }) => `${SIGN[action]} ${kind} ${name}`).join(', ');
  const counts = new Map<string, number>();
  for (const { action, kind } of resources)
    counts.set(`${SIGN[action]} ${kind}`, (counts.get(`${SIGN[action]} ${kind}`) ?? 0) + 1);
  return [...counts]
    .map(([what, count]) => (count === 1 ? what : `${what.slice(0, 2)}${plural(count, what.slice(2), pluralOf(what.slice(2)))}`))
    .join(', ');
}

function pluralOf(kind: string): string {
  return kind.endsWith('y') && !kind.endsWith('ey') ? `${kind.slice(0, -1)}ies` : kind.endsWith('s') ? `${kind}es` : `${kind}s`;
}

const WAITS: Readonly<Record<Later['waitsFor'], string>> = {
  retries: 'EventBridge may be retrying',
  acknowledgement: 'an entry in config/retired.yaml',
  deletion: 'the next rollout deletes it',
};

function describeLater(later: readonly Later[], style: Style, width: number): string[] {
  return [
    style.bold('Stays for now'),
    ...table(
      [
        { title: 'WHAT' },
        { title: 'ACCOUNT' },
        { title: 'NAME', cut: 'end', least: 16 },
        { title: 'UNTIL', cut: 'end', least: 20 },
      ],
      later.map(({ what, account, name, waitsFor, notBefore }) => [
        what,
        account,
        name,
        `${WAITS[waitsFor]}${waitsFor === 'retries' && notBefore !== undefined ? ` until ${notBefore.slice(0, 16).replace('T', ' ')} UTC` : ''}`,
      ]),
      style.dim,
      width,
    ),
  ];
}
