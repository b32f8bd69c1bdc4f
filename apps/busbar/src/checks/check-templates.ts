import { compareProblems, type Position, type Problem, type Severity } from '@busbar/problem';
import { checkTemplate, readTemplate } from '@busbar/template-checks';
import { templateFiles } from './template-files';

/** What `--json` prints of one finding. */
export interface PrintedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly at: Position;
  readonly logicalId: string;
  /** In the resource: `Properties/Targets/0`. */
  readonly path: string;
  readonly description: string;
  readonly fix: string;
  readonly source: string;
}

export interface CheckedTemplates {
  /** Files that were checked. */
  readonly templates: number;
  readonly resources: number;
  /** By file, then line. */
  readonly findings: readonly PrintedFinding[];
  /** Files that cannot be checked. */
  readonly problems: readonly Problem[];
}

/** Runs the checks over the templates at the paths. JSON and YAML files of folders that are no templates are passed over. */
export function checkTemplates(paths: readonly string[]): CheckedTemplates {
  const findings: PrintedFinding[] = [];
  const problems: Problem[] = [];
  let [templates, resources] = [0, 0];
  for (const { file, text, named } of templateFiles(paths)) {
    const read = readTemplate(file, text);
    if ('problem' in read) {
      if (named) problems.push(read.problem);
      continue;
    }
    templates += 1;
    resources += Object.keys(read.template.Resources ?? {}).length;
    for (const { check, logicalId, locations } of checkTemplate(read.template)) {
      const { rule, severity, description, fix, source } = check;
      for (const path of locations) {
        const at = read.at(['Resources', logicalId, ...path.split('/')]);
        findings.push({ rule, severity, at, logicalId, path, description, fix, source });
      }
    }
  }
  return { templates, resources, findings: findings.sort((a, b) => compareProblems(asProblem(a), asProblem(b))), problems };
}

/** A finding, for whoever prints problems. */
export function asProblem({ rule, severity, at, logicalId, path, description, fix, source }: PrintedFinding): Problem {
  return { code: rule, severity, at, message: `${logicalId} ${path}: ${description}`, fix: `${fix} ${source}` };
}
