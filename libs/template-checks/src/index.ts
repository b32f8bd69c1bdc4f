export type { Template, Resource, NamedResource } from './template';
export type { TemplateCheck } from './template-check';
export { ACCEPTED, checkTemplate, templateChecks, type TemplateFinding } from './check-template';
export { readTemplate, type ReadTemplate } from './read-template';
export { templateProblems, type TemplateProblemCode } from './template-problems';
