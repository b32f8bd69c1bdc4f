import type { NamedResource, Template } from './template';

/** One rule, as data: what it looks at, what is wrong, what to do, and where that is documented. */
export interface TemplateCheck {
  /** `Busbar-TargetGuaranteed`. */
  readonly rule: string;
  /** The resource types that it looks at. */
  readonly types: readonly string[];
  /** `error`: events are lost, refused or open to others. `warning`: worth a look. */
  readonly severity: 'error' | 'warning';
  readonly description: string;
  readonly fix: string;
  /** URL of the documentation, or of a thread that reports the trap. */
  readonly source: string;
  /** Paths below the resource's `Properties` that break the rule; `''` for the resource itself. */
  readonly broken: (resource: NamedResource, template: Template) => readonly string[];
}
