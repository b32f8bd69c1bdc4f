import { annotation } from '../../github/workflow-command';
import { detailsOf, type ReportedProblem } from './reported-problem';

/** An annotation for each problem. */
export function githubReport(problems: readonly ReportedProblem[]): string[] {
  return problems.map((problem) => {
    const { severity, code, at, message, fix } = problem;
    return annotation(severity, { at, title: code }, [message, ...detailsOf(problem), fix]);
  });
}
