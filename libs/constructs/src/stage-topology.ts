import { readFileSync } from 'node:fs';
import type { ServiceTopology } from '@busbar/topology/service';
import { serviceTopology } from '@busbar/topology/service-topology';
import type { Topology } from '@busbar/topology';
import type { Construct, IConstruct } from 'constructs';
import { ConstructError } from './construct-error';

/** What one service may know of a stage (`busbar export topology`), or the platform's topology of it. */
export type StageTopology = ServiceTopology | { readonly schema: 'busbar/topology@1'; readonly stage: string };

/** Where the topology is looked for when no scope has one: `"context": { "busbar:topology": "billing-service.dev.json" }`. */
const CONTEXT_KEY = 'busbar:topology';

/** On the scope itself, and the same in every copy of this package: the stacks of service teams may be bundled with their own. */
const TOPOLOGY = Symbol.for('@busbar/constructs.topology');

type Attached = IConstruct & { [TOPOLOGY]?: StageTopology };

/**
 * Says of which stage everything below a scope is: an `App`, a `Stage`, a `Stack`. In the platform's workspace that has been done;
 * elsewhere the file of `busbar export topology` is named here, or in the context key `busbar:topology` (`cdk.json`, `-c`).
 *
 * ```ts
 * useTopology(app, 'busbar/billing-service.dev.json');
 * ```
 *
 * @param topology path of the exported file, from the current directory; or its content
 * @throws ConstructError when the file cannot be read, or is not an exported topology
 */
export function useTopology(scope: IConstruct, topology: StageTopology | string): void {
  (scope as Attached)[TOPOLOGY] = typeof topology === 'string' ? read(topology) : topology;
}

/**
 * What a service may know of the stage that a scope is in.
 *
 * @throws ConstructError when no scope around has a topology, or it is not about the service
 */
export function topologyFor(scope: Construct, service: string): ServiceTopology {
  const topology = topologyAt(scope);
  if (isOfService(topology)) {
    if (topology.service === service) return topology;
    throw new ConstructError(
      `The topology here is that of service "${topology.service}", not of "${service}". ` +
        `Run "busbar export topology --service ${service} --stage ${topology.stage}" in the platform's repository, and name its file.`,
    );
  }
  const known = topology.identities.map((identity) => identity.service);
  if (known.includes(service)) return serviceTopology(topology, service);
  throw new ConstructError(
    `Service "${service}" has no account in stage "${topology.stage}" (services there: ${known.join(', ') || 'none'}). ` +
      `Give it one in config/services/${service}.yaml.`,
  );
}

function topologyAt(scope: Construct): ServiceTopology | Topology {
  for (const each of [...scope.node.scopes].reverse()) {
    const attached = (each as Attached)[TOPOLOGY];
    if (attached) return attached as ServiceTopology | Topology;
  }
  const named: unknown = scope.node.tryGetContext(CONTEXT_KEY);
  if (typeof named === 'string') return read(named);
  throw new ConstructError(
    `"${scope.node.path}" does not know of which stage it is. Write the path of the file that "busbar export topology" made into ` +
      `cdk.json ("context": { "${CONTEXT_KEY}": "…" }), or call useTopology(app, "…").`,
  );
}

function read(path: string): ServiceTopology {
  const content = parse(path);
  const schema = typeof content === 'object' && content !== null && 'schema' in content ? content.schema : undefined;
  if (schema === 'busbar/service-topology@1') return content as ServiceTopology;
  throw new ConstructError(
    `"${path}" has the schema ${JSON.stringify(schema)}, not "busbar/service-topology@1". Export it with "busbar export topology".`,
  );
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConstructError(`The topology "${path}" cannot be read: ${message}. Export it with "busbar export topology".`);
  }
}

function isOfService(topology: ServiceTopology | Topology): topology is ServiceTopology {
  return topology.schema === 'busbar/service-topology@1';
}
