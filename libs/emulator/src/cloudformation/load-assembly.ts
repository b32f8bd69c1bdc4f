import { readAssembly, type StackArtifact } from './assembly-files';
import type { IdleResource, LoadOptions, LoadedAssembly, LoadedStack, ResolvedResource, StackExport } from './model';
import type { ResourceCatalog } from './resource-catalog';
import { ssmParameterOf, StackResolver, type AssemblyContext } from './stack-resolver';
import { TemplateError, type TemplatePlace } from './template-error';
import type { StackIdentity } from './template-scope';
import { Trail } from './trail';

/**
 * Loads a CDK cloud assembly: every stack of it, with names, ARNs and properties as CloudFormation would make them in each
 * account. Nothing is read but the assembly's own files.
 *
 * @param directory the folder with `manifest.json`
 * @param types the resource types that are run or accepted
 * @throws TemplateError for whatever CloudFormation would refuse, and for what cannot be resolved on this machine
 */
export async function loadAssembly(
  directory: string,
  types: ResourceCatalog,
  options: LoadOptions = {},
): Promise<LoadedAssembly> {
  const files = await readAssembly(directory, options.stage);
  try {
    return { directory, stages: files.stages, ...new AssemblyResolver(files.stacks, types, options).resolve() };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TemplateError({ stack: directory }, 'Its resources refer to each other in too long a chain.', 'Shorten the chain.');
  }
}

type Resolved = Omit<LoadedAssembly, 'directory' | 'stages'>;

/** All stacks of an assembly on their way to being resolved, and the exports between them. */
class AssemblyResolver implements AssemblyContext {
  readonly trail = new Trail();
  readonly #ssmParameters: Readonly<Record<string, string>>;
  readonly #resolvers = new Map<StackArtifact, StackResolver>();
  readonly #byName = new Map<string, StackResolver>();
  readonly #earlier: ReadonlyMap<string, LoadedStack>;
  readonly #exporters = new Map<string, StackResolver>();
  readonly #exports = new Map<string, StackExport>();
  /** By name of the parameter, once somebody asks for one. */
  #ssmMakers: ReadonlyMap<string, StackResolver> | undefined;
  readonly #owners = new Map<string, ResolvedResource>();
  readonly #ordered = new Set<StackArtifact>();
  readonly #stacks: LoadedStack[] = [];
  readonly #idle = { accepted: [] as IdleResource[], unsupported: [] as IdleResource[] };

  constructor(
    artifacts: readonly StackArtifact[],
    readonly types: ResourceCatalog,
    options: LoadOptions,
  ) {
    this.#ssmParameters = options.ssmParameters ?? {};
    for (const earlier of options.after ?? []) {
      for (const exported of earlier.exports) this.#exports.set(regionalKey(exported.name, exported), exported);
      for (const { resources } of earlier.stacks) resources.forEach((resource) => this.#claim(resource));
    }
    const earlierStacks = (options.after ?? []).flatMap(({ stacks }) => stacks);
    this.#earlier = new Map(earlierStacks.map((stack) => [regionalKey(stack.name, stack), stack]));
    for (const artifact of artifacts) {
      const { name } = artifact;
      const key = regionalKey(name, artifact);
      if (this.#byName.has(key) || this.#earlier.has(key)) {
        throw new TemplateError({ stack: name }, 'Its account and region have another stack of this name.', 'Rename one.');
      }
      const parameters = { ...artifact.parameters, ...options.parameters?.[name] };
      const resolver = new StackResolver({ ...artifact, parameters }, this);
      this.#resolvers.set(artifact, resolver);
      this.#byName.set(key, resolver);
    }
    for (const resolver of this.#byName.values()) {
      for (const name of resolver.exportNames()) this.#exporters.set(regionalKey(name, resolver.stack), resolver);
    }
  }

  resolve(): Resolved {
    for (const artifact of this.#resolvers.keys()) this.#resolve(artifact);
    return { stacks: this.#stacks, exports: [...this.#exports.values()].filter((item) => this.#isOwn(item)), ...this.#idle };
  }

  importValue(name: string, into: StackIdentity, place: TemplatePlace): string {
    const key = regionalKey(name, into);
    // Resolving the whole exporting stack, not only the output: CloudFormation has to create all of it first.
    this.#exporters.get(key)?.resolve();
    const exported = this.#exports.get(key);
    if (exported) return exported.value;
    throw new TemplateError(
      place,
      `Nothing exports "${name}" in ${into.account}/${into.region}.`,
      'Load the assembly of the exporting stack first, or correct the name.',
    );
  }

  /** As given, or as a stack of the account and region makes it, whole. */
  ssmParameter(name: string, into: StackIdentity): string | undefined {
    if (Object.hasOwn(this.#ssmParameters, name)) return this.#ssmParameters[name];
    // Every stack of the CDK's asks for that, and none makes it.
    if (name.startsWith('/cdk-bootstrap/')) return undefined;
    const key = regionalKey(name, into);
    this.#ssmMakers ??= this.#findSsmMakers();
    const maker = this.#ssmMakers.get(key);
    if (!maker) return this.#earlierSsmParameter(name, into);
    maker.resolve();
    return maker.ssmParameter(name);
  }

  stackOutput(output: string, of: Omit<StackIdentity, 'stackId'>, place: TemplatePlace): string {
    const key = regionalKey(of.name, of);
    const outputs = this.#byName.get(key)?.resolve() ?? this.#earlier.get(key)?.outputs;
    const value = outputs && Object.hasOwn(outputs, output) ? outputs[output] : undefined;
    if (value !== undefined) return value;
    throw new TemplateError(
      place,
      outputs
        ? `The stack "${of.name}" has no output "${output}".`
        : `There is no stack "${of.name}" in ${of.account}/${of.region}.`,
      'Load the assembly of that stack first, or correct the name.',
    );
  }

  finished(stack: LoadedStack): void {
    stack.resources.forEach((resource) => this.#claim(resource));
    this.#stacks.push(stack);
  }

  exported(name: string, value: string, stack: StackIdentity): void {
    const key = regionalKey(name, stack);
    const other = this.#exports.get(key);
    if (other) {
      const place = { stack: stack.name, path: 'Outputs' };
      throw new TemplateError(place, `"${name}" is exported by stack "${other.stack}" already.`, 'Rename one of the exports.');
    }
    this.#exports.set(key, { name, value, stack: stack.name, account: stack.account, region: stack.region });
  }

  idle(kind: 'accepted' | 'unsupported', resource: IdleResource): void {
    this.#idle[kind].push(resource);
  }

  #findSsmMakers(): ReadonlyMap<string, StackResolver> {
    const makers = new Map<string, StackResolver>();
    for (const resolver of this.#byName.values()) {
      for (const name of resolver.ssmParameterNames()) makers.set(regionalKey(name, resolver.stack), resolver);
    }
    return makers;
  }

  #earlierSsmParameter(name: string, { account, region }: StackIdentity): string | undefined {
    const near = [...this.#earlier.values()].filter((stack) => stack.account === account && stack.region === region);
    return ssmParameterOf(
      near.flatMap(({ resources }) => resources),
      name,
    );
  }

  #resolve(artifact: StackArtifact): void {
    const { id, name } = artifact;
    if (this.#ordered.has(artifact)) return;
    this.trail.step(artifact, `stack ${id}`, { stack: name }, () => artifact.dependsOn.forEach((other) => this.#resolve(other)));
    this.#ordered.add(artifact);
    this.#resolvers.get(artifact)?.resolve();
  }

  /** Two resources of one name: CloudFormation would fail at the second with "already exists". */
  #claim(resource: ResolvedResource): void {
    const { arn, type, logicalId, stack } = resource;
    if (arn === undefined || this.types.find(type)?.idle !== undefined) return;
    const other = this.#owners.get(arn);
    if (other) {
      throw new TemplateError(
        { stack, logicalId },
        `${arn} is made by "${other.logicalId}" of stack "${other.stack}" already.`,
        'Give one of them another name.',
      );
    }
    this.#owners.set(arn, resource);
  }

  #isOwn({ stack, account, region }: StackExport): boolean {
    return this.#stacks.some((own) => own.name === stack && own.account === account && own.region === region);
  }
}

/** Stack names, and export names, are unique in an account and region. */
function regionalKey(name: string, { account, region }: { account: string; region: string }): string {
  return `${account}/${region}/${name}`;
}
