import { readFileSync } from 'node:fs';
import type { AssetIndex } from './asset-index';
import { evaluate, type Scope } from './intrinsic-functions';
import { below, describe, expectObject, expectScalar, isObject, own } from './json';
import type { IdleResource, Json, JsonObject, LoadedStack, ResolvedResource } from './model';
import { identityUuid, generatedName } from './physical-name';
import { partitionOf } from '@busbar/arn';
import type { ResourceCatalog } from './resource-catalog';
import { ANY_TYPE, ResourceDraft, type Identity, type ResourceType } from './resource-type';
import { parseTemplate, type ResourceDefinition, type Template } from './template';
import { SYNTHESIZE, TemplateError, type TemplatePlace } from './template-error';
import { TemplateScope, known, type StackIdentity } from './template-scope';
import type { Trail } from './trail';

/** What a stack needs from the assembly that it is in. */
export interface AssemblyContext {
  readonly types: ResourceCatalog;
  readonly trail: Trail;
  /** Value of a parameter of Parameter Store in the stack's account and region; undefined when nobody knows it. */
  ssmParameter(name: string, into: StackIdentity): string | undefined;
  importValue(name: string, into: StackIdentity, place: TemplatePlace): string;
  stackOutput(output: string, of: Omit<StackIdentity, 'stackId'>, place: TemplatePlace): string;
  /** Called once for each stack that is resolved, nested ones before their parents. */
  finished(stack: LoadedStack): void;
  exported(name: string, value: string, stack: StackIdentity): void;
  idle(kind: 'accepted' | 'unsupported', resource: IdleResource): void;
}

export interface StackSource {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly templateFile: string;
  readonly parameters: JsonObject;
  readonly assets: AssetIndex;
  readonly parent?: string;
}

/** Stacks inside stacks; CloudFormation's own limit is not documented, real ones stay at two or three. */
const DEEPEST_NESTING = 10;

/**
 * Resolves one stack, resource by resource, on demand: a reference resolves what it refers to first. That makes the order of
 * completion the order in which CloudFormation would create the resources, and finds every cycle.
 */
export class StackResolver implements Scope {
  readonly region: string;
  readonly stack: StackIdentity;
  readonly #template: Template;
  readonly #scope: TemplateScope;
  readonly #resources = new Map<string, ResolvedResource>();
  /** Logical ids that the resource being resolved refers to. */
  #references = new Set<string>();
  #outputs: Readonly<Record<string, string>> | undefined;

  constructor(
    readonly source: StackSource,
    readonly assembly: AssemblyContext,
    readonly depth = 0,
  ) {
    const { name, account, region } = source;
    const partition = partitionOf(region);
    const uuid = identityUuid({ account, region, stack: name, logicalId: '' });
    this.stack = { name, account, region, stackId: `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/${uuid}` };
    this.region = region;
    this.#template = parseTemplate(readTemplate(source), name);
    const findSsmParameter = (parameter: string) => assembly.ssmParameter(parameter, this.stack);
    this.#scope = new TemplateScope(this.stack, this.#template, source.parameters, findSsmParameter);
  }

  /** Names of the exports, which need no resource to be resolved. */
  exportNames(): string[] {
    return Array.from(this.#template.outputs, ([output]) => this.#exportName(output)).filter((name) => name !== undefined);
  }

  /** Names of the parameters of Parameter Store that it makes, as far as they are written out in the template. */
  ssmParameterNames(): string[] {
    return [...this.#template.resources.values()].flatMap(({ type, properties }) => {
      const name = type === SSM_PARAMETER ? own(properties, 'Name') : undefined;
      return typeof name === 'string' ? [name] : [];
    });
  }

  /** Of a stack that is resolved. */
  ssmParameter(name: string): string | undefined {
    return ssmParameterOf([...this.#resources.values()], name);
  }

  /** Resolves everything in the stack, once. @returns the outputs */
  resolve(): Readonly<Record<string, string>> {
    this.#outputs ??= this.assembly.trail.step(this, `stack ${this.stack.name}`, { stack: this.stack.name }, () => {
      this.#scope.resolveParameters();
      for (const [logicalId, definition] of this.#template.resources) {
        if (this.#exists(definition, logicalId)) this.#resource(logicalId);
      }
      const outputs = this.#resolveOutputs();
      const { parent, templateFile } = this.source;
      this.assembly.finished({
        ...this.stack,
        ...(parent !== undefined && { parent }),
        templateFile,
        resources: [...this.#resources.values()],
        outputs,
      });
      return outputs;
    });
    return this.#outputs;
  }

  ref(name: string, place: TemplatePlace): Json | undefined {
    if (!this.#template.resources.has(name)) return this.#scope.ref(name, place);
    return this.#referTo(name, place).physicalId;
  }

  attribute(logicalId: string, attribute: string, place: TemplatePlace): Json {
    const { attributes, physicalId, type } = this.#referTo(logicalId, place);
    const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (value !== undefined) return value;
    if ((this.assembly.types.find(type) ?? ANY_TYPE).anyAttribute) return `${physicalId}.${attribute}`;
    throw new TemplateError(place, `${type} has no attribute "${attribute}".`, known('attributes', Object.entries(attributes)));
  }

  condition(name: string, place: TemplatePlace): boolean {
    return this.#scope.condition(name, place);
  }

  mapping(name: string, place: TemplatePlace): JsonObject {
    return this.#scope.mapping(name, place);
  }

  importValue(name: string, place: TemplatePlace): string {
    return this.assembly.importValue(name, this.stack, place);
  }

  stackOutput(stack: string, output: string, from: { account?: string; region?: string }, place: TemplatePlace): string {
    const { account, region } = this.stack;
    return this.assembly.stackOutput(output, { name: stack, account, region, ...from }, place);
  }

  dynamicReferences(text: string, place: TemplatePlace): string {
    return this.#scope.dynamicReferences(text, place);
  }

  #definition(logicalId: string, place: TemplatePlace): ResourceDefinition {
    const definition = this.#template.resources.get(logicalId);
    if (definition) return definition;
    throw new TemplateError(place, `There is no resource "${logicalId}".`, known('resources', this.#template.resources));
  }

  #referTo(logicalId: string, place: TemplatePlace): ResolvedResource {
    this.#references.add(logicalId);
    const definition = this.#definition(logicalId, place);
    if (!this.#exists(definition, logicalId)) {
      throw new TemplateError(
        place,
        `"${logicalId}" is left out, because its condition "${definition.condition}" is false.`,
        'Put the reference under the same condition, with Fn::If.',
      );
    }
    return this.#resource(logicalId, place);
  }

  #resource(logicalId: string, from?: TemplatePlace): ResolvedResource {
    const done = this.#resources.get(logicalId);
    if (done) return done;
    const definition = this.#definition(logicalId, from ?? { stack: this.stack.name });
    const place = { stack: this.stack.name, logicalId };
    const outer = this.#references;
    this.#references = new Set();
    try {
      const resource = this.assembly.trail.step(definition, `${this.stack.name}.${logicalId}`, from ?? place, () =>
        this.#resolveResource(logicalId, definition, place),
      );
      this.#resources.set(logicalId, resource);
      return resource;
    } finally {
      this.#references = outer;
    }
  }

  #resolveResource(logicalId: string, definition: ResourceDefinition, place: TemplatePlace): ResolvedResource {
    this.#waitFor(definition.dependsOn, place);
    const at = below(place, 'Properties');
    const properties = expectObject(evaluate(definition.properties, this, at), at);
    const { type } = definition;
    const { name: stack, account, region } = this.stack;
    const known = this.assembly.types.find(type);
    const draft = new ResourceDraft(type, logicalId, stack, account, region, partitionOf(region), properties);
    const identity = this.#nestedStack(draft, place) ?? (known ?? ANY_TYPE).identify(draft);
    this.#report(known, draft);
    const code = known?.code?.(properties, this.source.assets, at);
    return {
      logicalId,
      type,
      ...identity,
      properties,
      stack,
      account,
      region,
      dependsOn: [...this.#references].sort(),
      ...(definition.path !== undefined && { path: definition.path }),
      ...(definition.deletionPolicy && { deletionPolicy: definition.deletionPolicy }),
      ...(definition.updateReplacePolicy && { updateReplacePolicy: definition.updateReplacePolicy }),
      ...(draft.hasGeneratedName && { hasGeneratedName: true }),
      ...(code && { code }),
    };
  }

  #waitFor(dependsOn: readonly string[], place: TemplatePlace): void {
    for (const other of dependsOn) {
      const at = below(place, 'DependsOn');
      // As in CloudFormation, depending on a resource that a condition leaves out is not an error.
      if (this.#exists(this.#definition(other, at), other)) this.#referTo(other, at);
    }
  }

  #exists({ condition }: { readonly condition?: string }, logicalId: string): boolean {
    return condition === undefined || this.#scope.condition(condition, { stack: this.stack.name, logicalId, path: 'Condition' });
  }

  #report(known: ResourceType | undefined, { type, logicalId }: ResourceDraft): void {
    const resource = { type, logicalId, stack: this.stack.name };
    if (!known) {
      this.assembly.idle('unsupported', { ...resource, reason: `The emulator has no ${type}; nothing of it runs.` });
    } else if (known.idle !== undefined) {
      this.assembly.idle('accepted', { ...resource, reason: known.idle });
    }
  }

  /** Resolves all of a nested stack: CloudFormation has created it before anything may refer to it. */
  #nestedStack(draft: ResourceDraft, place: TemplatePlace): Identity | undefined {
    if (draft.type !== 'AWS::CloudFormation::Stack') return undefined;
    const at = below(place, 'Properties.TemplateURL');
    const asset = this.source.assets.findByUrl(draft.text('TemplateURL') ?? '');
    if (!asset) {
      throw new TemplateError(
        at,
        `No asset of the assembly is at ${describe(own(draft.properties, 'TemplateURL'))}.`,
        SYNTHESIZE,
      );
    }
    if (this.depth >= DEEPEST_NESTING) {
      throw new TemplateError(
        at,
        `Stacks are nested deeper than ${DEEPEST_NESTING} levels.`,
        'Take the nested stack out of itself.',
      );
    }
    const { account, region } = this.stack;
    const parameters = own(draft.properties, 'Parameters');
    const nested = new StackResolver(
      {
        name: generatedName(draft, 128),
        account,
        region,
        templateFile: asset.path,
        parameters: isObject(parameters) ? parameters : {},
        assets: this.source.assets,
        parent: this.stack.name,
      },
      this.assembly,
      this.depth + 1,
    );
    const outputs = Object.entries(nested.resolve()).map(([name, value]) => [`Outputs.${name}`, value]);
    const { name, stackId } = nested.stack;
    return { name, physicalId: stackId, arn: stackId, attributes: Object.fromEntries(outputs) as Record<string, string> };
  }

  #resolveOutputs(): Readonly<Record<string, string>> {
    const place = { stack: this.stack.name, path: 'Outputs' };
    const outputs: [string, string][] = [];
    for (const [name, output] of this.#template.outputs) {
      if (output.condition !== undefined && !this.#scope.condition(output.condition, below(place, name))) continue;
      const at = below(below(place, name), 'Value');
      const value = expectScalar(evaluate(output.value, this, at), at);
      outputs.push([name, value]);
      const exportName = this.#exportName(name);
      if (exportName !== undefined) this.assembly.exported(exportName, value, this.stack);
    }
    return Object.fromEntries(outputs);
  }

  #exportName(outputId: string): string | undefined {
    const output = this.#template.outputs.get(outputId);
    const place = { stack: this.stack.name, path: `Outputs.${outputId}.Export.Name` };
    if (output?.exportName === undefined) return undefined;
    if (output.condition !== undefined && !this.#scope.condition(output.condition, place)) return undefined;
    return expectScalar(evaluate(output.exportName, this.#scope, place), place);
  }
}

const SSM_PARAMETER = 'AWS::SSM::Parameter';

/** Value of the parameter of Parameter Store that one of the resources is. */
export function ssmParameterOf(resources: readonly ResolvedResource[], name: string): string | undefined {
  return resources.find((resource) => resource.type === SSM_PARAMETER && resource.name === name)?.attributes['Value'];
}

function readTemplate({ templateFile, name }: StackSource): string {
  try {
    return readFileSync(templateFile, 'utf8');
  } catch {
    throw new TemplateError({ stack: name }, `The template "${templateFile}" cannot be read.`, SYNTHESIZE);
  }
}
