/** A CloudFormation template, as far as the checks look at it. */
export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** A resource with the name that it has in its template. */
export interface NamedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
}

export function resourcesOf({ Resources = {} }: Template, ...types: readonly string[]): readonly NamedResource[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([logicalId, { Type, Properties: properties = {} }]) => ({ logicalId, type: Type, properties }));
}

/** One value or a list, as a list. */
export function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

export function mapOf(value: unknown): Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Properties) : {};
}

/** The resource that a value refers to: by `Ref`, by `Fn::GetAtt`, or as the only reference in `Fn::Sub`. */
export function logicalIdOf(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = mapOf(value);
  if (typeof Ref === 'string') return Ref;
  if (typeof attribute === 'string') return attribute.split('.')[0];
  if (Array.isArray(attribute) && typeof attribute[0] === 'string') return attribute[0];
  return typeof text === 'string' ? /^\$\{(\w+)(?:\.[\w.]+)?\}$/.exec(text)?.[1] : undefined;
}

/**
 * What a value says as text, for what ends or contains: intrinsic functions as `${…}`, `Fn::Join` and `Fn::Sub` put together.
 * Undefined for what only CloudFormation knows, an import or a parameter.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Fn::Sub': sub } = mapOf(value);
  if (Array.isArray(join) && typeof join[0] === 'string' && Array.isArray(join[1])) {
    return join[1].map((part) => textOf(part) ?? `\${${logicalIdOf(part) ?? ''}}`).join(join[0]);
  }
  if (Array.isArray(sub) && typeof sub[0] === 'string') return sub[0];
  return typeof sub === 'string' ? sub : undefined;
}

/** The resource of one of these types that an ARN or a name means, by reference or by its literal name; undefined when it is elsewhere. */
export function resourceMeant(
  template: Template,
  value: unknown,
  types: Readonly<Record<string, string>>,
): NamedResource | undefined {
  const all = resourcesOf(template, ...Object.keys(types));
  const logicalId = logicalIdOf(value);
  if (logicalId !== undefined) return all.find((resource) => resource.logicalId === logicalId);
  const name = textOf(value)?.split(/[:/]/).at(-1);
  return name === undefined ? undefined : all.find(({ type, properties }) => properties[types[type] ?? ''] === name);
}

/** The queue of the template that an ARN means. */
export function queueMeant(template: Template, arn: unknown): NamedResource | undefined {
  return resourceMeant(template, arn, { 'AWS::SQS::Queue': 'QueueName' });
}

/** The bus of the template that an `EventBusName` or an ARN means. */
export function busMeant(template: Template, bus: unknown): NamedResource | undefined {
  return resourceMeant(template, bus, { 'AWS::Events::EventBus': 'Name' });
}
