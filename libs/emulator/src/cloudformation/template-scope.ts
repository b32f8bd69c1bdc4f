import { below, expectScalar, own } from './json';
import { evaluateCondition, type Scope } from './intrinsic-functions';
import type { Json, JsonObject } from './model';
import { partitionOf, urlSuffixOf } from '@busbar/arn';
import type { Template } from './template';
import { TemplateError, type TemplatePlace } from './template-error';

export interface StackIdentity {
  readonly name: string;
  readonly stackId: string;
  readonly account: string;
  readonly region: string;
}

/** CDK asks for a minimum version of its bootstrap stack; this is above any it has asked for. */
const BOOTSTRAP_VERSION = '999';

/**
 * The part of a template that is known before any resource is: parameters, pseudo parameters, mappings and conditions.
 * Conditions and export names may refer to nothing else, as in CloudFormation.
 */
export class TemplateScope implements Scope {
  readonly region: string;
  readonly #parameters: ReadonlyMap<string, () => Json>;
  readonly #conditions = new Map<string, boolean | 'resolving'>();

  /**
   * @param given parameter values; each must be declared by the template
   * @param findSsmParameter value of a parameter of Parameter Store, asked for when it is needed: another stack may make it
   */
  constructor(
    readonly stack: StackIdentity,
    readonly template: Template,
    given: JsonObject,
    readonly findSsmParameter: (name: string) => string | undefined,
  ) {
    this.region = stack.region;
    const place = { stack: stack.name, path: 'Parameters' };
    const stranger = Object.keys(given).find((name) => !template.parameters.has(name));
    if (stranger !== undefined) {
      throw new TemplateError(place, `A value is given for "${stranger}", which the template does not declare.`, 'Remove it.');
    }
    this.#parameters = new Map(
      Array.from(template.parameters, ([name, definition]) => [
        name,
        this.#parameterValue(definition, own(given, name), below(place, name)),
      ]),
    );
  }

  /** @throws TemplateError for a parameter of Parameter Store that is not known, whether anything refers to it or not */
  resolveParameters(): void {
    for (const value of this.#parameters.values()) value();
  }

  ref(name: string, place: TemplatePlace): Json | undefined {
    const value = this.#parameters.get(name)?.() ?? this.#pseudoParameter(name);
    if (value !== undefined || name === 'AWS::NoValue') return value;
    const found = this.template.resources.has(name) ? `"${name}" is a resource.` : `There is no parameter or resource "${name}".`;
    throw new TemplateError(place, found, known('parameters', this.template.parameters));
  }

  attribute(logicalId: string, _attribute: string, place: TemplatePlace): Json {
    throw new TemplateError(place, `An attribute of "${logicalId}" is not known yet.`, 'Refer only to parameters here.');
  }

  importValue(name: string, place: TemplatePlace): string {
    throw new TemplateError(place, `"${name}" cannot be imported here.`, 'Refer only to parameters here.');
  }

  stackOutput(stack: string, output: string, _from: unknown, place: TemplatePlace): string {
    throw new TemplateError(place, `The output "${output}" of "${stack}" is not known yet.`, 'Refer only to parameters here.');
  }

  mapping(name: string, place: TemplatePlace): JsonObject {
    const mapping = this.template.mappings.get(name);
    if (mapping) return mapping;
    throw new TemplateError(place, `There is no mapping "${name}".`, known('mappings', this.template.mappings));
  }

  condition(name: string, place: TemplatePlace): boolean {
    const state = this.#conditions.get(name);
    if (typeof state === 'boolean') return state;
    if (state === 'resolving') throw new TemplateError(place, `The condition "${name}" needs itself.`, 'Break the circle.');
    const definition = this.template.conditions.get(name);
    if (definition === undefined) {
      throw new TemplateError(place, `There is no condition "${name}".`, known('conditions', this.template.conditions));
    }
    this.#conditions.set(name, 'resolving');
    const holds = evaluateCondition(definition, this, { stack: this.stack.name, path: `Conditions.${name}` });
    this.#conditions.set(name, holds);
    return holds;
  }

  dynamicReferences(text: string, place: TemplatePlace): string {
    return text.replace(/\{\{resolve:([^}]*)\}\}/g, (_, reference: string) => {
      const [service, name = ''] = reference.split(':');
      if (service === 'ssm') return this.#ssmParameter(name, place);
      throw new TemplateError(place, `"{{resolve:${reference}}}" cannot be resolved here.`, 'Only "ssm" references can.');
    });
  }

  #parameterValue(definition: JsonObject, given: Json | undefined, place: TemplatePlace): () => Json {
    const type = own(definition, 'Type');
    if (typeof type !== 'string') throw new TemplateError(place, 'The parameter has no "Type".', 'Give it one, "String" say.');
    const value = given ?? own(definition, 'Default');
    if (value === undefined) {
      throw new TemplateError(place, 'The parameter has neither a default nor a value.', 'Give a value in "parameters".');
    }
    // A list given by a parent stack stays one; everything else is text, as in CloudFormation.
    const text = Array.isArray(value)
      ? value.map((item: Json) => expectScalar(item, place)).join(',')
      : expectScalar(value, place);
    const allowed = own(definition, 'AllowedValues');
    if (Array.isArray(allowed) && !allowed.map(String).includes(text)) {
      throw new TemplateError(place, `"${text}" is not one of the allowed values.`, `Use one of ${allowed.join(', ')}.`);
    }
    const valueType = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type)?.[1];
    const isListType = (valueType ?? type) === 'CommaDelimitedList' || (valueType ?? type).startsWith('List<');
    const typed = (resolved: string): Json => (isListType ? resolved.split(',').map((item) => item.trim()) : resolved);
    return valueType === undefined ? () => typed(text) : () => typed(this.#ssmParameter(text, place));
  }

  #ssmParameter(name: string, place: TemplatePlace): string {
    const value = this.findSsmParameter(name);
    if (value !== undefined) return value;
    if (/^\/cdk-bootstrap\/[^/]+\/version$/.test(name)) return BOOTSTRAP_VERSION;
    throw new TemplateError(
      place,
      `The value of the SSM parameter "${name}" is not known here.`,
      'Give it in "ssmParameters", or load the stack that makes it.',
    );
  }

  #pseudoParameter(name: string): Json | undefined {
    const { account, region, name: stackName, stackId } = this.stack;
    switch (name) {
      case 'AWS::AccountId':
        return account;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return partitionOf(region);
      case 'AWS::URLSuffix':
        return urlSuffixOf(region);
      case 'AWS::StackName':
        return stackName;
      case 'AWS::StackId':
        return stackId;
      case 'AWS::NotificationARNs':
        return [];
      default:
        return undefined;
    }
  }
}

/** The fix for a name that is not there: what is there. */
export function known(what: string, names: Iterable<readonly [string, unknown]>): string {
  const list = Array.from(names, ([name]) => name);
  if (list.length === 0) return `There are no ${what}.`;
  const shown = list.slice(0, 8).join(', ');
  return `Known ${what}: ${shown}${list.length > 8 ? ` and ${list.length - 8} more` : ''}.`;
}
