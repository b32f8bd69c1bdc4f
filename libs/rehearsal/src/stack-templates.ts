import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAssembly, type LoadedStack } from '@busbar/emulator';
import { synthesize, type ServiceStacks } from '@busbar/rollout';
import { digestOfUnit, unitKey, unitsOf, type DeploymentUnit, type Topology } from '@busbar/topology';

/** The stacks that a topology is deployed as. */
export interface StageStacks {
  /** By `unitKey`. */
  readonly platform: ReadonlyMap<string, LoadedStack>;
  /** Those of service teams. */
  readonly services: readonly LoadedStack[];
}

/**
 * Draws topologies as templates and reads them as the runtime does. A stack whose digest is known already is not drawn again: a
 * rehearsal deploys many topologies that differ in a stack or two.
 */
export class StackTemplates {
  readonly #services: ServiceStacks | undefined;
  readonly #platform = new Map<string, LoadedStack>();
  readonly #serviceStacks = new Map<string, readonly LoadedStack[]>();

  /** @param services draws the stacks of service teams. @default - there are none */
  constructor(services?: ServiceStacks) {
    this.#services = services;
  }

  async of(topology: Topology, { services = true }: { readonly services?: boolean } = {}): Promise<StageStacks> {
    const units = unitsOf(topology);
    const missing = units.filter((unit) => !this.#platform.has(cacheKey(topology, unit)));
    const servicesKey = this.#services
      ? JSON.stringify([topology.inboxes, topology.subscriptions, topology.identities, topology.idleIdentities])
      : '';
    const drawsServices = services && this.#services !== undefined && !this.#serviceStacks.has(servicesKey);
    if (missing.length > 0 || drawsServices) await this.#draw(topology, missing, drawsServices ? servicesKey : undefined);
    const stackOf = (unit: DeploymentUnit): LoadedStack => this.#platform.get(cacheKey(topology, unit)) as LoadedStack;
    return {
      platform: new Map(units.map((unit) => [unitKey(unit), stackOf(unit)])),
      services: this.#serviceStacks.get(servicesKey) ?? [],
    };
  }

  async #draw(topology: Topology, units: readonly DeploymentUnit[], servicesKey: string | undefined): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'busbar-'));
    try {
      const outdir = join(folder, 'cdk.out');
      const services = servicesKey === undefined ? undefined : this.#services;
      await synthesize({ topologies: [only(topology, units)], outdir, ...(services && { services }) });
      const { stacks } = await loadAssembly(outdir, { stage: topology.stage });
      const byKey = new Map(units.map((unit) => [unitKey(unit), unit]));
      const ofTeams: LoadedStack[] = [];
      for (const stack of stacks) {
        const unit = byKey.get(unitKey({ account: stack.account, stack: stack.name }));
        if (unit) this.#platform.set(cacheKey(topology, unit), stack);
        else ofTeams.push(stack);
      }
      if (servicesKey !== undefined) this.#serviceStacks.set(servicesKey, ofTeams);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The topology with some of its units. What they need is deployed from templates that are there. */
function only(topology: Topology, units: readonly DeploymentUnit[]): Topology {
  return {
    ...topology,
    waves: [{ order: 1, settleSeconds: 0, units: units.map((unit) => ({ ...unit, needs: [] })) }],
    serviceStacks: [],
  };
}

function cacheKey(topology: Topology, unit: DeploymentUnit): string {
  return `${unitKey(unit)} ${digestOfUnit(topology, unit)}`;
}
