import { optionalInteger, optionalText, type JsonInput } from './input';
import { constraintViolations, type Violation } from './service-error';

/** What AWS's model of an operation says of one parameter. */
export type Parameter =
  | {
      readonly kind: 'string';
      readonly required?: boolean;
      readonly least?: number;
      readonly most?: number;
      readonly pattern?: string;
      readonly values?: readonly string[];
    }
  | { readonly kind: 'integer'; readonly least: number; readonly most: number };

/** By name, as the request has it. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** @throws ServiceError in AWS's words, with all that is wrong */
export function checkConstraints(parameters: Parameters, input: JsonInput): void {
  const violations: Violation[] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    if (parameter.kind === 'integer') {
      const value = optionalInteger(input, name);
      if (value === undefined) continue;
      if (value > parameter.most) violations.push([String(value), member, `have value less than or equal to ${parameter.most}`]);
      if (value < parameter.least)
        violations.push([String(value), member, `have value greater than or equal to ${parameter.least}`]);
    } else {
      const value = optionalText(input, name);
      const broken = value === undefined ? (parameter.required ? 'not be null' : undefined) : brokenConstraint(value, parameter);
      if (broken !== undefined) violations.push([value, member, broken]);
    }
  }
  if (violations.length > 0) throw constraintViolations(violations);
}

function brokenConstraint(
  value: string,
  { least = 0, most = Infinity, pattern, values }: Extract<Parameter, { kind: 'string' }>,
): string | undefined {
  if (value.length < least) return `have length greater than or equal to ${least}`;
  if (value.length > most) return `have length less than or equal to ${most}`;
  if (pattern !== undefined && !new RegExp(`^${pattern}$`).test(value)) return `satisfy regular expression pattern: ${pattern}`;
  return values && !values.includes(value) ? `satisfy enum value set: [${values.join(', ')}]` : undefined;
}
