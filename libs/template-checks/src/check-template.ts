import { accessChecks } from './access-checks';
import { busPolicyChecks } from './bus-policy-checks';
import { pipelineChecks } from './pipeline-checks';
import { queueChecks } from './queue-checks';
import { ruleChecks } from './rule-checks';
import type { TemplateCheck } from './template-check';
import { mapOf, type Resource, type Template } from './template';

/** What Busbar holds every template to, its own and those of service teams. Each check looks at one resource of its types. */
export const templateChecks: readonly TemplateCheck[] = [
  ...busPolicyChecks,
  ...ruleChecks,
  ...queueChecks,
  ...accessChecks,
  ...pipelineChecks,
];

/** Key of a resource's `Metadata` with what is accepted there: `{ "Busbar-RulesPerBus": "the quota is 500 here" }`. */
export const ACCEPTED = 'busbar:accepted';

export interface TemplateFinding {
  readonly check: TemplateCheck;
  readonly logicalId: string;
  /** Paths in the resource: `Properties/Targets/0`. */
  readonly locations: readonly string[];
}

/** What the checks find in one template and the template does not accept with a reason. */
export function checkTemplate(template: Template, checks: readonly TemplateCheck[] = templateChecks): readonly TemplateFinding[] {
  return Object.entries(template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const { Type, Properties: properties = {} } = resource;
    return checks
      .filter(({ rule, types }) => types.includes(Type) && !isAccepted(resource, rule))
      .map((check) => ({
        check,
        logicalId,
        locations: check
          .broken({ logicalId, type: Type, properties }, template)
          .map((at) => (at === '' ? 'Properties' : `Properties/${at}`)),
      }))
      .filter(({ locations }) => locations.length > 0);
  });
}

/** Without a reason it is not. */
function isAccepted({ Metadata = {} }: Resource, rule: string): boolean {
  const reason = mapOf(Metadata[ACCEPTED])[rule];
  return typeof reason === 'string' && reason.trim() !== '';
}
