import { formatPosition } from '@busbar/problem';
import { detailsOf, type ReportedProblem } from './reported-problem';

/** JUnit's XML, as CI servers read it: a test case for each problem, or one that passed. Warnings do not fail. */
export function junitReport(problems: readonly ReportedProblem[]): string {
  const failures = problems.filter(({ severity }) => severity === 'error').length;
  const cases = problems.map(testCase);
  const counts = `tests="${Math.max(1, cases.length)}" failures="${failures}" errors="0" skipped="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="busbar contract check" ${counts}>`,
    ...(cases.length === 0 ? ['    <testcase classname="contracts" name="no problems"/>'] : cases),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function testCase(problem: ReportedProblem): string {
  const { code, at, message, fix, severity } = problem;
  const text = [message, ...detailsOf(problem), fix].join('\n');
  const name = `${code} ${formatPosition(at)}`;
  const [open, close] =
    severity === 'error'
      ? [`<failure message="${escape(message)}" type="${escape(code)}">`, '</failure>']
      : ['<system-out>', '</system-out>'];
  return `    <testcase classname="${escape(at.file)}" name="${escape(name)}" file="${escape(at.file)}">${open}${escape(text)}${close}</testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML 1.0 has no way to write most control characters; they become U+FFFD. */
function escape(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}
