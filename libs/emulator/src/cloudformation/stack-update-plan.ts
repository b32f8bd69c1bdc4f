import { isDeepStrictEqual } from 'node:util';
import type { DeletionPolicy, LoadedStack, ResolvedResource } from './model';
import { TemplateError } from './template-error';

/** One thing that CloudFormation does to one resource. */
export interface StackOperation {
  /** Unique in its plan. */
  readonly id: string;
  /** `replace` creates the new one; the old one goes in the clean-up, as `delete` or `retain`. */
  readonly kind: 'create' | 'update' | 'replace' | 'delete' | 'retain';
  /** Everything of `update` comes before anything of `clean-up`. */
  readonly phase: 'update' | 'clean-up';
  readonly logicalId: string;
  /** As it is afterwards; for `delete` and `retain` what leaves the stack. */
  readonly resource: ResolvedResource;
  /** As it was, for `update` and `replace`. */
  readonly previous?: ResolvedResource;
  /** Ids of operations of the same phase that have to be done before. */
  readonly after: readonly string[];
}

/** Properties of a type whose change replaces the resource; see `ResourceType.createOnly`. */
export type CreateOnly = (type: string) => readonly string[];

type Plan = readonly StackOperation[];

/**
 * What CloudFormation does to bring a stack from one template to another; `undefined` where there is no stack.
 *
 * - Creates and updates come first, each after those it depends on; what left the template or was replaced goes in a final clean-up,
 *   in reverse order. What does not depend on each other may come in any order.
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
 * - A changed create-only property replaces the resource: the new one is made before the old one goes.
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 * - The deployed `DeletionPolicy` decides on what is removed, the deployed `UpdateReplacePolicy` on what is replaced. Neither is an
 *   update by itself.
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
 *
 * @throws TemplateError when a resource changes its type, which CloudFormation refuses
 */
export function planStackUpdate(
  current: LoadedStack | undefined,
  target: LoadedStack | undefined,
  createOnly: CreateOnly,
): readonly StackOperation[] {
  const before = byLogicalId(current);
  const after = byLogicalId(target);
  const changes = new Map<string, Pick<StackOperation, 'kind' | 'resource' | 'previous'>>();
  const leaving = new Map<string, { readonly resource: ResolvedResource; readonly policy: DeletionPolicy | undefined }>();
  for (const [logicalId, resource] of after) {
    const previous = before.get(logicalId);
    const kind = previous ? changeOf(previous, resource, createOnly) : 'create';
    if (kind === undefined) continue;
    changes.set(logicalId, { kind, resource, ...(previous && { previous }) });
    if (previous && kind === 'replace') leaving.set(logicalId, { resource: previous, policy: previous.updateReplacePolicy });
  }
  for (const [logicalId, resource] of before) {
    if (!after.has(logicalId)) leaving.set(logicalId, { resource, policy: resource.deletionPolicy });
  }
  const keeps = (policy: DeletionPolicy | undefined) => policy === 'Retain' || policy === 'RetainExceptOnCreate';
  return [...updates(target, changes), ...cleanUp(current, leaving, keeps)];
}

/**
 * What CloudFormation does when an update fails: what was updated gets its old properties back, then what was created goes. `Retain`
 * keeps even that, which is in the way of the next try; `RetainExceptOnCreate` does not.
 * https://aws.amazon.com/about-aws/whats-new/2023/07/aws-cloudformation-deletion-policies-dev-test-cycle/
 *
 * @param done operations of the update phase that were carried out
 * @param before the stack as it was; `undefined` when it was being created
 * @param target what it was to become
 */
export function planRollback(
  done: readonly StackOperation[],
  before: LoadedStack | undefined,
  target: LoadedStack | undefined,
): readonly StackOperation[] {
  const changes = new Map<string, Pick<StackOperation, 'kind' | 'resource' | 'previous'>>();
  const leaving = new Map<string, { readonly resource: ResolvedResource; readonly policy: DeletionPolicy | undefined }>();
  for (const { kind, logicalId, resource, previous } of done) {
    if (kind === 'update' && previous) changes.set(logicalId, { kind, resource: previous, previous: resource });
    else leaving.set(logicalId, { resource, policy: resource.deletionPolicy });
  }
  return [...updates(before, changes), ...cleanUp(target, leaving, (policy) => policy === 'Retain')];
}

/** Operations of the first phase that has any left, whose predecessors are done. */
export function nextOperations(plan: Plan, done: ReadonlySet<string>): Plan {
  const left = plan.filter(({ id }) => !done.has(id));
  const [first] = left;
  return left.filter(({ phase, after }) => phase === first?.phase && after.every((id) => done.has(id)));
}

function changeOf(
  previous: ResolvedResource,
  resource: ResolvedResource,
  createOnly: CreateOnly,
): 'update' | 'replace' | undefined {
  const { type, logicalId, stack, properties } = resource;
  if (previous.type !== type) {
    const found = `It was ${previous.type} and is ${type}: Update of resource type is not permitted.`;
    throw new TemplateError({ stack, logicalId }, found, 'Give the new resource another logical id.');
  }
  const differs = (property: string) => !isDeepStrictEqual(previous.properties[property], properties[property]);
  if (createOnly(type).some(differs)) return 'replace';
  return isDeepStrictEqual(previous.properties, properties) ? undefined : 'update';
}

function updates(
  target: LoadedStack | undefined,
  changes: ReadonlyMap<string, Pick<StackOperation, 'kind' | 'resource' | 'previous'>>,
): StackOperation[] {
  const phase = 'update';
  const dependencies = changedDependencies(target, changes);
  return Array.from(changes, ([logicalId, change]) => {
    const after = Array.from(dependencies.get(logicalId) ?? [], (other) => idOf(phase, other));
    return { id: idOf(phase, logicalId), phase, logicalId, ...change, after };
  });
}

/**
 * For each resource the changed ones that it waits for. What does not change is done at once, but only after what it depends on
 * itself: a dependency holds through it.
 */
function changedDependencies(
  stack: LoadedStack | undefined,
  changes: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const dependencies = new Map<string, ReadonlySet<string>>();
  for (const { logicalId, dependsOn } of stack?.resources ?? []) {
    const changed = dependsOn.flatMap((other) => (changes.has(other) ? [other] : [...(dependencies.get(other) ?? [])]));
    dependencies.set(logicalId, new Set(changed));
  }
  return dependencies;
}

function cleanUp(
  stack: LoadedStack | undefined,
  leaving: ReadonlyMap<string, { readonly resource: ResolvedResource; readonly policy: DeletionPolicy | undefined }>,
  keeps: (policy: DeletionPolicy | undefined) => boolean,
): StackOperation[] {
  const phase = 'clean-up';
  const dependents = new Map<string, string[]>(Array.from(leaving.keys(), (logicalId) => [logicalId, []]));
  for (const { logicalId, dependsOn } of stack?.resources ?? []) {
    if (leaving.has(logicalId)) for (const other of dependsOn) dependents.get(other)?.push(idOf(phase, logicalId));
  }
  return Array.from(leaving, ([logicalId, { resource, policy }]) => ({
    id: idOf(phase, logicalId),
    kind: keeps(policy) ? 'retain' : 'delete',
    phase,
    logicalId,
    resource,
    after: dependents.get(logicalId) ?? [],
  }));
}

function idOf(phase: StackOperation['phase'], logicalId: string): string {
  return `${phase} ${logicalId}`;
}

function byLogicalId(stack: LoadedStack | undefined): ReadonlyMap<string, ResolvedResource> {
  return new Map(stack?.resources.map((resource) => [resource.logicalId, resource]));
}
