import { EmulatorError } from '../errors';

/** The fix for whatever a synthesized assembly should have. */
export const SYNTHESIZE = 'Synthesize the assembly again, and load it from the folder it was written to.';

/** Where in a template something is wrong. */
export interface TemplatePlace {
  /** Stack name, or the file when the stack is not known yet. */
  readonly stack: string;
  readonly logicalId?: string;
  /** Keys from the logical id (or from the template's root) downward, joined with dots: `Properties.Targets.0.Arn`. */
  readonly path?: string;
}

/**
 * A cloud assembly or template that cannot be loaded. The message says which stack, which resource, which property, what was
 * found and what to do; it never carries a stack trace of the reader.
 */
export class TemplateError extends EmulatorError {
  override readonly name = 'TemplateError';
  readonly stackName: string;
  readonly logicalId: string | undefined;
  readonly path: string | undefined;
  /** What was found, without the place. */
  readonly found: string;

  constructor(place: TemplatePlace, found: string, fix: string) {
    super(`${[place.stack, place.logicalId, place.path].filter(Boolean).join(' › ')}: ${found} ${fix}`);
    this.stackName = place.stack;
    this.logicalId = place.logicalId;
    this.path = place.path;
    this.found = found;
  }
}
