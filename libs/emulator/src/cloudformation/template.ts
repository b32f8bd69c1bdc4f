import { below, describe, expectObject, expectText, isList, isObject, own, parseJson } from './json';
import { DELETION_POLICIES, type DeletionPolicy, type Json, type JsonObject } from './model';
import { TemplateError, type TemplatePlace } from './template-error';

/** A template with its shape checked and nothing resolved. */
export interface Template {
  readonly parameters: ReadonlyMap<string, JsonObject>;
  readonly mappings: ReadonlyMap<string, JsonObject>;
  readonly conditions: ReadonlyMap<string, Json>;
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
}

export interface ResourceDefinition {
  readonly type: string;
  readonly properties: JsonObject;
  readonly condition?: string;
  readonly dependsOn: readonly string[];
  readonly path?: string;
  readonly deletionPolicy?: DeletionPolicy;
  readonly updateReplacePolicy?: DeletionPolicy;
}

export interface OutputDefinition {
  readonly value: Json;
  readonly exportName?: Json;
  readonly condition?: string;
}

/** @throws TemplateError when the text is not a template that CloudFormation would read */
export function parseTemplate(text: string, stack: string): Template {
  const root: TemplatePlace = { stack };
  const template = expectObject(parseJson(text, root), root);
  if (Object.hasOwn(template, 'Transform')) {
    throw new TemplateError(below(root, 'Transform'), 'Macros and transforms are not run here.', 'Write the resources out.');
  }
  const resources = section(template, 'Resources', root, parseResource);
  if (resources.size === 0) {
    throw new TemplateError(root, 'The template has no "Resources".', 'Add at least one resource, or leave the stack out.');
  }
  return {
    parameters: section(template, 'Parameters', root, expectObject),
    mappings: section(template, 'Mappings', root, expectObject),
    conditions: section(template, 'Conditions', root, (value) => value),
    resources,
    outputs: section(template, 'Outputs', root, parseOutput),
  };
}

function section<T>(
  template: JsonObject,
  name: string,
  root: TemplatePlace,
  parse: (value: Json, place: TemplatePlace) => T,
): ReadonlyMap<string, T> {
  const value = own(template, name);
  if (value === undefined) return new Map();
  const place = below(root, name);
  return new Map(
    Object.entries(expectObject(value, place)).map(([key, item]) => {
      if (!/^[A-Za-z0-9]{1,255}$/.test(key)) {
        throw new TemplateError(place, `The id "${key.slice(0, 60)}" is not alphanumeric.`, 'Use letters and digits only.');
      }
      return [key, parse(item, name === 'Resources' ? { ...root, logicalId: key } : below(place, key))];
    }),
  );
}

function parseResource(value: Json, place: TemplatePlace): ResourceDefinition {
  const resource = expectObject(value, place);
  const properties = own(resource, 'Properties');
  const metadata = own(resource, 'Metadata');
  const path = isObject(metadata) ? own(metadata, 'aws:cdk:path') : undefined;
  return {
    type: expectText(own(resource, 'Type'), below(place, 'Type')),
    properties: properties === undefined ? {} : expectObject(properties, below(place, 'Properties')),
    dependsOn: dependsOn(own(resource, 'DependsOn'), below(place, 'DependsOn')),
    ...conditionOf(resource, place),
    ...(typeof path === 'string' && { path }),
    ...policyOf(resource, 'DeletionPolicy', 'deletionPolicy', place),
    ...policyOf(resource, 'UpdateReplacePolicy', 'updateReplacePolicy', place),
  };
}

function policyOf(
  resource: JsonObject,
  attribute: string,
  member: 'deletionPolicy' | 'updateReplacePolicy',
  place: TemplatePlace,
): { readonly deletionPolicy?: DeletionPolicy; readonly updateReplacePolicy?: DeletionPolicy } {
  const value = own(resource, attribute);
  if (value === undefined) return {};
  const choices = DELETION_POLICIES.filter((choice) => member === 'deletionPolicy' || choice !== 'RetainExceptOnCreate');
  const policy = choices.find((choice) => choice === value);
  if (policy !== undefined) return { [member]: policy };
  throw new TemplateError(below(place, attribute), `Found ${describe(value)}.`, `Write ${choices.join(', ')}.`);
}

function parseOutput(value: Json, place: TemplatePlace): OutputDefinition {
  const output = expectObject(value, place);
  const exported = own(output, 'Export');
  const result = own(output, 'Value');
  if (result === undefined) throw new TemplateError(place, 'The output has no "Value".', 'Give it one.');
  return {
    value: result,
    ...conditionOf(output, place),
    ...(exported !== undefined && { exportName: exportName(exported, below(place, 'Export')) }),
  };
}

function exportName(exported: Json, place: TemplatePlace): Json {
  const name = own(expectObject(exported, place), 'Name');
  if (name === undefined) throw new TemplateError(place, 'The export has no "Name".', 'Give it one.');
  return name;
}

function conditionOf(object: JsonObject, place: TemplatePlace): { condition?: string } {
  const condition = own(object, 'Condition');
  return condition === undefined ? {} : { condition: expectText(condition, below(place, 'Condition')) };
}

function dependsOn(value: Json | undefined, place: TemplatePlace): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.map((item, index) => expectText(item, below(place, index)));
  throw new TemplateError(place, `Logical ids are needed here; found ${describe(value)}.`, 'Give one id or a list of ids.');
}
