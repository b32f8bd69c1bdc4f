import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AssetIndex } from './asset-index';
import { below, expectObject, expectText, isList, isObject, own, parseJson } from './json';
import type { Json, JsonObject } from './model';
import { TemplateError, type TemplatePlace } from './template-error';

/** A stack as an assembly lists it, its template not read yet. */
export interface StackArtifact {
  /** Artifact id, unique in its assembly. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly templateFile: string;
  readonly parameters: JsonObject;
  /** Other stacks of the same assembly that must be there first. */
  readonly dependsOn: readonly StackArtifact[];
  readonly assets: AssetIndex;
}

export interface AssemblyFiles {
  readonly stages: readonly string[];
  readonly stacks: readonly StackArtifact[];
}

/**
 * Reads the manifest of a cloud assembly and of its nested assemblies (CDK stages).
 *
 * @param stage read only this stage
 * @throws TemplateError when there is no manifest, no such stage, or a stack without an explicit account and region
 */
export async function readAssembly(directory: string, stage?: string): Promise<AssemblyFiles> {
  const nested = await readNested(directory, '');
  if (stage === undefined) {
    return { stages: nested.map(({ path }) => path).filter(Boolean), stacks: nested.flatMap(({ stacks }) => stacks) };
  }
  const stages = nested.filter(({ path }) => path !== '');
  const chosen =
    stages.filter(({ path }) => path === stage).at(0) ?? only(stages.filter(({ path }) => path.split('/').at(-1) === stage));
  if (chosen === undefined) {
    const names = stages.map(({ path }) => path).join(', ');
    throw new TemplateError(
      { stack: directory },
      `The assembly has no stage "${stage}".`,
      names === '' ? 'It has no stages at all; load it without one.' : `Its stages are: ${names}.`,
    );
  }
  const inside = stages.filter(({ path }) => path === chosen.path || path.startsWith(`${chosen.path}/`));
  return { stages: inside.map(({ path }) => path), stacks: inside.flatMap(({ stacks }) => stacks) };
}

interface NestedAssembly {
  /** `''` for the assembly that was asked for, `dev` or `Pipeline/dev` for a stage in it. */
  readonly path: string;
  readonly stacks: readonly StackArtifact[];
}

async function readNested(directory: string, path: string): Promise<NestedAssembly[]> {
  const file = join(directory, 'manifest.json');
  const place: TemplatePlace = { stack: file };
  if (!existsSync(file)) {
    throw new TemplateError(
      { stack: directory },
      'There is no manifest.json: this is not a cloud assembly.',
      'Synthesize first.',
    );
  }
  const manifest = expectObject(parseJson(await readFile(file, 'utf8'), place), place);
  const artifacts = Object.entries(expectObject(own(manifest, 'artifacts') ?? {}, below(place, 'artifacts'))).map(
    ([id, artifact]) => readArtifact(id, artifact, below(below(place, 'artifacts'), id)),
  );
  const assemblies: NestedAssembly[] = [{ path, stacks: await readStacks(directory, artifacts) }];
  for (const artifact of artifacts) {
    if (artifact.type !== 'cdk:cloud-assembly') continue;
    const folder = expectText(own(artifact.properties, 'directoryName'), below(artifact.place, 'properties.directoryName'));
    const name = own(artifact.properties, 'displayName') ?? artifact.id.replace(/^assembly-/, '');
    assemblies.push(
      ...(await readNested(join(directory, folder), expectText(name, below(artifact.place, 'properties.displayName')))),
    );
  }
  return assemblies;
}

interface Artifact {
  readonly id: string;
  readonly type: string;
  readonly environment: Json | undefined;
  readonly properties: JsonObject;
  readonly dependencies: readonly string[];
  readonly place: TemplatePlace;
}

function readArtifact(id: string, value: Json, place: TemplatePlace): Artifact {
  const artifact = expectObject(value, place);
  const dependencies = own(artifact, 'dependencies');
  return {
    id,
    type: expectText(own(artifact, 'type'), below(place, 'type')),
    environment: own(artifact, 'environment'),
    properties: expectObject(own(artifact, 'properties') ?? {}, below(place, 'properties')),
    dependencies: isList(dependencies) ? dependencies.filter((each) => typeof each === 'string') : [],
    place,
  };
}

async function readStacks(directory: string, artifacts: readonly Artifact[]): Promise<StackArtifact[]> {
  const stacks = new Map<string, StackArtifact & { readonly dependsOn: StackArtifact[] }>();
  for (const artifact of artifacts) {
    if (artifact.type !== 'aws:cloudformation:stack') continue;
    const { id, properties, place } = artifact;
    const parameters = own(properties, 'parameters');
    stacks.set(id, {
      id,
      name: expectText(own(properties, 'stackName') ?? id, below(place, 'properties.stackName')),
      ...environmentOf(artifact),
      templateFile: join(directory, expectText(own(properties, 'templateFile'), below(place, 'properties.templateFile'))),
      parameters: isObject(parameters) ? parameters : {},
      dependsOn: [],
      assets: new AssetIndex(),
    });
  }
  const byId = new Map(artifacts.map((artifact) => [artifact.id, artifact]));
  for (const [id, stack] of stacks) {
    for (const dependency of byId.get(id)?.dependencies ?? []) {
      const other = stacks.get(dependency);
      if (other) stack.dependsOn.push(other);
      const assets = byId.get(dependency);
      if (assets?.type !== 'cdk:asset-manifest') continue;
      const file = expectText(own(assets.properties, 'file'), below(assets.place, 'properties.file'));
      if (!existsSync(join(directory, file))) {
        throw new TemplateError(assets.place, `The asset manifest "${file}" is missing.`, 'Synthesize the assembly again.');
      }
      await stack.assets.add(join(directory, file), stack);
    }
  }
  return [...stacks.values()];
}

function environmentOf({ environment, place }: Artifact): { account: string; region: string } {
  const text = typeof environment === 'string' ? environment : '';
  const [, account, region] = /^aws:\/\/(\d{12})\/([a-z0-9-]+)$/.exec(text) ?? [];
  if (account !== undefined && region !== undefined && region !== 'unknown-region') return { account, region };
  throw new TemplateError(
    below(place, 'environment'),
    `"${text}" names no account and region.`,
    'Give the stack an explicit "env" with both.',
  );
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
