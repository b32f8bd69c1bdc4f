import type { Topology } from '../model';
import { TopologyError } from '../topology-error';
import { digestOfUnit, partOfUnit, unitKey, unitsOf, type DeployedUnit } from './units';

/** What a stage has, stack by stack. `deployed/<stage>.topology.json` holds it for stages that are deployed by hand. */
export interface DeployedRecord {
  readonly schema: 'busbar/deployed@1';
  readonly stage: string;
  /** In order of deployment. */
  readonly units: readonly DeployedUnit[];
}

/**
 * The record after a step was deployed: stacks that it did not change keep their part and their time.
 *
 * @param stacks only these, by `unitKey`, when the rest of the step was not deployed. @default - all
 */
export function recordDeployment(
  before: DeployedRecord | undefined,
  topology: Topology,
  deployedAt: Date,
  stacks?: ReadonlySet<string>,
): DeployedRecord {
  const known = new Map((before?.units ?? []).map((deployed) => [unitKey(deployed.unit), deployed]));
  const isDeployed = (key: string): boolean => stacks?.has(key) ?? true;
  const planned = unitsOf(topology).flatMap((unit): DeployedUnit[] => {
    const key = unitKey(unit);
    const had = known.get(key);
    if (had && (!isDeployed(key) || digestOfDeployed(had) === digestOfUnit(topology, unit))) return [had];
    return isDeployed(key) ? [{ unit, part: partOfUnit(topology, unit), deployedAt: deployedAt.toISOString() }] : [];
  });
  const names = new Set(unitsOf(topology).map(unitKey));
  const leaving = (before?.units ?? []).filter(({ unit }) => !names.has(unitKey(unit)) && !isDeployed(unitKey(unit)));
  return { schema: 'busbar/deployed@1', stage: topology.stage, units: [...planned, ...leaving] };
}

/** The digest that the stack carries. */
export function digestOfDeployed({ unit, part }: DeployedUnit): string {
  const nothing = { grants: [], routes: [], idleRoutes: [], serviceTargets: [], inboxes: [], identities: [], idleIdentities: [] };
  return digestOfUnit({ ...nothing, ...part } as unknown as Topology, unit);
}

/** The file's text. */
export function formatDeployedRecord(record: DeployedRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/**
 * @param path for the message
 * @throws TopologyError when it is not such a record, or that of another stage
 */
export function parseDeployedRecord(text: string, stage: string, path: string): DeployedRecord {
  const record = parse(text, path) as Partial<DeployedRecord> | null;
  if (record?.schema !== 'busbar/deployed@1' || !Array.isArray(record.units) || !record.units.every(isDeployedUnit)) {
    throw new TopologyError(`"${path}" is not a record that \`busbar record\` has written. Restore it from git.`);
  }
  if (record.stage !== stage)
    throw new TopologyError(`"${path}" is the record of stage "${record.stage ?? ''}", not of "${stage}".`);
  return record as DeployedRecord;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TopologyError(`"${path}" is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isDeployedUnit(value: unknown): boolean {
  const { unit, part, deployedAt } = (value ?? {}) as Partial<DeployedUnit>;
  return typeof unit?.stack === 'string' && typeof part === 'object' && !Number.isNaN(Date.parse(deployedAt ?? ''));
}
