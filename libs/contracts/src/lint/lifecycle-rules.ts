import type { Contract } from '../model';
import type { LintRule, LintSubject } from './lint-rule';
import type { Position } from '@busbar/problem';

const DAY = 86_400_000;

export const lifecycleRules: readonly LintRule[] = [
  {
    id: 'lifecycle/past-sunset',
    purpose: 'A deprecated event type is past its sunset.',
    why: 'Its publisher announced the end; from that day on, publishing is refused.',
    severity: 'error',
    *check(subject) {
      const { lifecycle, type } = subject.contract;
      if (lifecycle.sunset === undefined || lifecycle.sunset >= subject.today) return;
      yield {
        at: at(subject, 'sunset'),
        message: `The sunset of "${type}" was on ${lifecycle.sunset}.`,
        fix: `Retire it: \`busbar contract retire ${type}\`. Or agree on a later day with its subscribers.`,
      };
    },
  },
  {
    id: 'lifecycle/notice-too-short',
    purpose: 'A sunset comes sooner after the deprecation than the notice period allows.',
    why: 'Subscribers plan their work by the notice period that the platform promises them.',
    severity: 'error',
    *check(subject) {
      const { since, sunset } = subject.contract.lifecycle;
      if (since === undefined || sunset === undefined) return;
      const days = Math.round((Date.parse(sunset) - Date.parse(since)) / DAY);
      if (days >= subject.noticeDays) return;
      const earliest = new Date(Date.parse(since) + subject.noticeDays * DAY).toISOString().slice(0, 10);
      yield {
        at: at(subject, 'sunset'),
        message: `The sunset is ${days} days after the deprecation; the notice period is ${subject.noticeDays} days.`,
        fix: `Choose ${earliest} or a later day.`,
      };
    },
  },
  {
    id: 'lifecycle/no-replacement',
    purpose: 'A deprecated event type has no replacement.',
    why: 'Subscribers learn that they have to move, but not where to.',
    severity: 'warning',
    *check(subject) {
      const { state, replacement } = subject.contract.lifecycle;
      if (state !== 'deprecated' || replacement !== undefined) return;
      yield {
        at: at(subject),
        message: `"${subject.contract.type}" is deprecated, and nothing replaces it.`,
        fix: 'Add "replacement", or an exception that says why there is none.',
      };
    },
  },
  {
    id: 'lifecycle/replacement-not-active',
    purpose: 'The replacement of a deprecated event type is not released, or deprecated itself.',
    why: 'Subscribers would move to an event that is not published yet, or that ends as well.',
    severity: 'error',
    *check(subject) {
      const { state, replacement } = subject.contract.lifecycle;
      if (state !== 'deprecated') return;
      const next = subject.contracts.find(({ type }) => type === replacement);
      if (!next || next.lifecycle.state === 'active') return;
      yield {
        at: at(subject, 'replacement'),
        message: `The replacement "${next.type}" is ${next.lifecycle.state}.`,
        fix: 'Release the replacement first, or name another.',
      };
    },
  },
  {
    id: 'lifecycle/older-major-active',
    purpose: 'Two majors of an event are active at once.',
    why: 'The publisher has to send both, and nothing tells subscribers to move.',
    severity: 'warning',
    *check(subject) {
      const { contract } = subject;
      const newer = majorsOf(subject.contracts, contract.event.name).find(
        (other) => other.major > contract.major && other.lifecycle.state === 'active',
      );
      if (contract.lifecycle.state !== 'active' || !newer) return;
      yield {
        at: at(subject, 'state'),
        message: `"${newer.type}" is active too.`,
        fix: `Deprecate the old one: \`busbar contract deprecate ${contract.type} --replacement ${newer.type}\`.`,
      };
    },
  },
  {
    id: 'lifecycle/unreleased-change',
    purpose: 'A draft differs from the newest release.',
    why: 'A change that is merged but not released is easily forgotten. Off by default: it may wait on purpose.',
    severity: 'off',
    *check({ history, contract, draft }) {
      const newest = history.releases.at(-1);
      if (!newest || newest.text === draft.text) return;
      yield {
        at: draft.at([]),
        message: `The draft differs from ${newest.version}.`,
        fix: `Release it: \`busbar contract release ${contract.type}\`.`,
      };
    },
  },
];

function at({ contract }: LintSubject, key?: string): Position {
  const path = ['lifecycle', `v${contract.major}`];
  return key === undefined ? contract.event.document.atKey(path) : contract.event.document.at([...path, key]);
}

/** Made once for all contracts of a configuration: each is asked for its other majors. */
const majorsByEvent = new WeakMap<readonly Contract[], ReadonlyMap<string, readonly Contract[]>>();

function majorsOf(contracts: readonly Contract[], event: string): readonly Contract[] {
  let majors = majorsByEvent.get(contracts);
  if (!majors) {
    const byEvent = new Map<string, Contract[]>();
    for (const contract of contracts) {
      const known = byEvent.get(contract.event.name);
      if (known) known.push(contract);
      else byEvent.set(contract.event.name, [contract]);
    }
    majorsByEvent.set(contracts, (majors = byEvent));
  }
  return majors.get(event) ?? [];
}
