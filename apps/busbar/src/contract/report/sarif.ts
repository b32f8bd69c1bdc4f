import type { ProblemKind } from '@busbar/problem';
import { version } from '../../../package.json';
import { problemTables } from '../../reference';
import { detailsOf, type ReportedProblem } from './reported-problem';

/** SARIF 2.1.0 (OASIS), which GitHub code scanning and many editors read. */
export function sarifReport(problems: readonly ReportedProblem[]): object {
  const kinds = new Map<string, ProblemKind>(problemTables.flatMap((table) => Object.entries(table)));
  const codes = [...new Set(problems.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'busbar',
            version,
            rules: codes.map((code) => ({ id: code, shortDescription: { text: kinds.get(code)?.meaning ?? code } })),
          },
        },
        results: problems.map((problem) => ({
          ruleId: problem.code,
          ruleIndex: codes.indexOf(problem.code),
          level: problem.severity,
          message: { text: [problem.message, ...detailsOf(problem), problem.fix].join('\n') },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: problem.at.file.split('/').map(encodeURIComponent).join('/') },
                region: { startLine: problem.at.line, startColumn: problem.at.column },
              },
            },
          ],
        })),
        columnKind: 'utf16CodeUnits',
      },
    ],
  };
}
