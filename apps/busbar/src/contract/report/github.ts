import { detailsOf, type ReportedProblem } from './reported-problem';

/**
 * Workflow commands, which GitHub shows beside the lines of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubReport(problems: readonly ReportedProblem[]): string[] {
  return problems.map((problem) => {
    const { severity, code, at, message, fix } = problem;
    const place = `file=${property(at.file)},line=${at.line},col=${at.column},title=${property(code)}`;
    return `::${severity} ${place}::${data([message, ...detailsOf(problem), fix].join('\n'))}`;
  });
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
