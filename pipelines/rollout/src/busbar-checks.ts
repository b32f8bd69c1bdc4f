import { checkTemplate, templateChecks, type Template } from '@busbar/template-checks';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';

/** Runs the checks of `@busbar/template-checks` over every template that is synthesized; CDK reports what they find. */
export class BusbarChecks implements IPolicyValidationPlugin {
  readonly name = 'Busbar';
  readonly ruleIds = templateChecks.map((check) => check.rule);

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations: PolicyViolation[] = templatePaths.flatMap((path) => {
      const template = JSON.parse(readFileSync(path, 'utf8')) as Template;
      return checkTemplate(template).map(({ check, logicalId, locations }) => ({
        ruleName: check.rule,
        severity: check.severity,
        description: check.description,
        fix: check.fix,
        violatingResources: [{ resourceLogicalId: logicalId, templatePath: path, locations: [...locations] }],
      }));
    });
    return { success: violations.every((violation) => violation.severity !== 'error'), violations };
  }
}
