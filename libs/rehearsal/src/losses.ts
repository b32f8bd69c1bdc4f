import type { Happening } from './happening';
import type { Journal } from './journal';
import type { Loss, LostEvent } from './model';
import type { Hop, PublishedEvent } from './published-event';
import type { Remainder, StepEnd } from './stage-run';
import type { Misjudgement } from './traffic';
import type { Publisher } from './expectation';
import type { Fault, Verdict } from './verdict';

export interface Findings {
  readonly end: StepEnd;
  readonly verdict: Pick<Verdict, 'faults'>;
  readonly misjudged: readonly Misjudgement[];
  readonly emptied: Journal['emptied'];
  readonly remains: readonly Remainder[];
  readonly happenings: readonly Happening[];
}

/** What went wrong, worst first: what kept the change from being deployed, then what was lost. */
export function lossesOf({ end, verdict, misjudged, emptied, remains, happenings }: Findings): readonly Loss[] {
  return [
    ...(end.kind === 'failed' ? [stackFailed(end, happenings)] : []),
    ...emptied.map(({ queueArn, messages }): Loss => ({
      kind: 'messages-deleted',
      message: `Queue ${queueArn} was deleted with ${messages} messages in it.`,
      hops: [],
    })),
    ...misjudged.map((each) => ofPublication(each, happenings)),
    ...[...verdict.faults].sort((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind)).map((fault) => ofEvent(fault, happenings)),
    ...remains.map(({ kind, what }): Loss => ({ kind, message: `${LEFT[kind]}: ${what}.`, hops: [] })),
  ];
}

const RANK: readonly Fault['kind'][] = ['lost', 'dropped', 'dead-lettered', 'unwanted'];

const LEFT: Readonly<Record<Remainder['kind'], string>> = {
  orphaned: 'A resource left its stack, was kept, and belongs to nobody',
  'stack-left': 'Nothing needs the stack any more, and it was not deleted',
};

function stackFailed({ message }: Extract<StepEnd, { readonly kind: 'failed' }>, happenings: readonly Happening[]): Loss {
  const after = happenings.findLast(({ kind }) => kind === 'failed-operation');
  return { kind: 'stack-failed', message, hops: [], ...(after && { after }) };
}

function ofPublication({ kind, offered, by, moment, message }: Misjudgement, happenings: readonly Happening[]): Loss {
  const event: LostEvent = { ...offered, publishedBy: nameOf(by) };
  return { kind, message, event, hops: [], ...around(moment, happenings) };
}

function ofEvent({ kind, event, whom, message }: Fault, happenings: readonly Happening[]): Loss {
  const { offered, publisher, moment } = event;
  const subscription = kind === 'lost' || kind === 'unwanted' ? { subscription: whom } : {};
  return {
    kind,
    message,
    event: { ...offered, publishedBy: nameOf(publisher), ...subscription },
    hops: hopsOf(event),
    ...around(moment, happenings),
  };
}

function around(moment: number, happenings: readonly Happening[]): Pick<Loss, 'after' | 'before'> {
  const after = happenings[moment - 1];
  const before = happenings[moment];
  return { ...(after && { after }), ...(before && { before }) };
}

function nameOf({ account, role }: Publisher): string {
  return role === undefined ? account : `${account}/${role}`;
}

function hopsOf({ hops }: PublishedEvent): readonly string[] {
  const [first] = hops;
  return hops.map((hop) => `${((hop.at - (first?.at ?? hop.at)) / 1000).toFixed(1)} s  ${describe(hop)}`);
}

function describe({ kind, where, rules, errorCode }: Hop): string {
  switch (kind) {
    case 'accepted':
      return rules[0] === undefined ? `accepted by ${where}` : `accepted by ${where}, from rule ${rules[0]}`;
    case 'matched':
      return rules.length === 0 ? `no rule of ${where} matches` : `matches ${rules.join(', ')}`;
    case 'delivered':
      return `delivered to ${where}`;
    case 'attempt-failed':
      return `${where} does not accept it: ${errorCode}`;
    case 'dead-lettered':
      return `dead-lettered: ${where} did not accept it (${errorCode})`;
    case 'dropped':
      return `gone: ${where} did not accept it (${errorCode}), nor did a dead-letter queue`;
    case 'lost':
      return `gone: ${where} does not exist`;
  }
}
