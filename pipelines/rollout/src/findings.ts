import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '@busbar/problem';

/** One rule that one construct breaks. */
export interface Finding {
  /** The pack that found it: `AwsSolutions`, `Busbar`, `CloudFormation Validate`. */
  readonly pack: string;
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly fix?: string;
  /** Path of the construct in the app: `dev/routing-1/busbar-200000000001-1/Rule/Resource`. */
  readonly construct: string;
}

/** What is read here of the report that CDK writes (`validation-report.json`). */
interface ValidationReport {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly description: string;
      readonly severity?: string;
      readonly suggestedFix?: string;
      readonly violatingConstructs: readonly {
        readonly constructPath?: string;
        readonly cloudFormationResource?: { readonly templatePath: string; readonly logicalId?: string };
      }[];
    }[];
  }[];
}

/** Severities that ask for nothing. */
const remarks = new Set(['informational', 'info', 'debug']);

/** The unacknowledged findings in a synthesized assembly, each once, sorted by construct and rule. */
export async function readFindings(assembly: string): Promise<readonly Finding[]> {
  const report = JSON.parse(await readFile(join(assembly, 'validation-report.json'), 'utf8')) as ValidationReport;
  const distinct = new Map<string, Finding>();
  for (const { pluginName, violations } of report.pluginReports) {
    for (const violation of violations.filter(({ severity }) => !remarks.has(severity ?? 'error'))) {
      for (const { constructPath, cloudFormationResource: resource } of violation.violatingConstructs) {
        const finding: Finding = {
          pack: pluginName,
          rule: violation.ruleName,
          severity: violation.severity === 'warning' ? 'warning' : 'error',
          message: violation.description,
          ...(violation.suggestedFix === undefined ? {} : { fix: violation.suggestedFix }),
          construct: constructPath ?? [resource?.templatePath, resource?.logicalId].filter(Boolean).join('#'),
        };
        distinct.set(JSON.stringify([finding.construct, finding.rule, finding.message]), finding);
      }
    }
  }
  return [...distinct.entries()].sort(([a], [b]) => compareText(a, b)).map(([, finding]) => finding);
}
