import { isBreaking, whatHappened, type Difference } from '@busbar/contracts';
import { plural } from '../terminal/plural';
import type { Style } from '../terminal/style';
import type { Comparison } from './comparison';

/** Lines for people. */
export function describeComparison({ type, from, to, bump, differences }: Comparison, style: Style): string[] {
  const step =
    bump === undefined
      ? 'no difference'
      : bump === 'initial'
        ? 'a first release'
        : bump === 'major'
          ? style.bad('needs a new major')
          : `${bump} release`;
  return [
    `${style.bold(type)}  ${from} → ${to}: ${step}${differences.length === 0 ? '' : `, ${plural(differences.length, 'difference')}`}`,
    ...differences.flatMap((difference) => {
      const mark = isBreaking(difference)
        ? style.bad('breaks')
        : difference.silent !== undefined
          ? style.bad('silent')
          : style.good('fits  ');
      return [`  ${mark}  ${whatHappened(difference)}`, ...reasons(difference).map((line) => `          ${style.dim(line)}`)];
    }),
  ];
}

function reasons({ forward, replay, silent, warning }: Difference): string[] {
  const line = (verdict: typeof forward, what: string): string[] =>
    verdict.verdict === 'contained'
      ? []
      : [
          `${what}: ${verdict.verdict}. ${verdict.reason}`,
          ...(verdict.verdict === 'broken' ? [`counterexample: ${JSON.stringify(verdict.counterexample)}`] : []),
        ];
  return [
    ...line(forward, 'new events, old readers'),
    ...(replay ? line(replay, 'old events, new readers') : []),
    ...(silent === undefined ? [] : [silent]),
    ...(warning === undefined ? [] : [warning]),
  ];
}
