import type { Manifest, Pipeline, Stage } from '@busbar/manifest';
import fc from 'fast-check';
import {
  compile,
  measurePipeline,
  partsOf,
  planPipeline,
  slots,
  slotTopologies,
  unitKey,
  unitsOf,
  type PipelinePhase,
  type PlannedPipeline,
  type PlanPipelineOptions,
} from '../../src/index';
import { accountOf, ManifestBuilder } from '../manifest-builder';

const pipeline: Pipeline = {
  account: '300000000001',
  region: 'eu-west-1',
  source: {
    connectionArn: 'arn:aws:codeconnections:eu-west-1:300000000001:connection/7d2469ff-514a-4e4f-9003-5ca4a43cdc41',
    repository: 'acme/busbar',
    branch: 'main',
  },
  bindings: { kind: 'codeartifact', domain: 'acme', repository: 'events', account: '300000000001', region: 'eu-west-1' },
};

interface Company {
  readonly accounts: number;
  readonly perRoutingStack: number;
  /** Accounts of them that have a function. */
  readonly functions: number;
  readonly stage?: Partial<Stage>;
}

function company({ accounts, perRoutingStack, functions, stage = {} }: Company): Manifest {
  const builder = new ManifestBuilder()
    .platform({ pipeline, accountsPerRoutingStack: perRoutingStack, raisedQuotas: { 'events/rules-per-bus': 1000 } })
    .stage('dev', stage)
    .event('orders.placed@1', 'orders');
  builder.service('orders', { dev: accountOf(1) });
  for (let index = 2; index <= accounts; index++) {
    const service = `service-${index}`;
    builder.service(service, { dev: accountOf(index) });
    const delivery = index - 2 < functions ? ({ kind: 'function', functionName: `receive-${index}` } as const) : undefined;
    builder.subscribe(service, 'orders', 'orders.placed@1', undefined, delivery);
  }
  return builder.build();
}

function planned(manifest: Manifest, options: Partial<PlanPipelineOptions> = {}): PlannedPipeline {
  const { rollout, topology } = compile(manifest, 'dev');
  const stage = manifest.stages.find(({ name }) => name === 'dev') as Stage;
  const plan = planPipeline(manifest, stage, { slots: slotTopologies(rollout, topology), ...options });
  if (!plan) throw new Error('the platform has no pipeline');
  return plan;
}

function stepsOf({ before, after }: PipelinePhase): readonly string[] {
  return [...before, ...after].map(({ name, command }) => command.replace(' --stage dev', '') || name);
}

describe('the pipeline of a stage', () => {
  const ofTwo = company({ accounts: 3, perRoutingStack: 25, functions: 1, stage: { approval: true, soakMinutes: 30 } });

  it('enters, deploys three slots wave by wave, retires, and leaves', () => {
    expect(planned(ofTwo).phases.map((phase) => [phase.name, ...stepsOf(phase)])).toEqual([
      ['Approve', 'Approve'],
      ['Enter', 'enter'],
      ['Prepare-1', 'check --slot prepare', 'settle --slot prepare --wave 1'],
      ['Prepare-services', 'settle --slot prepare --wave services'],
      ['Prepare-2', 'settle --slot prepare --wave 2'],
      ['Switch-1', 'check --slot switch', 'settle --slot switch --wave 1'],
      ['Switch-services', 'settle --slot switch --wave services'],
      ['Switch-2', 'settle --slot switch --wave 2'],
      ['Contract-1', 'check --slot contract', 'settle --slot contract --wave 1'],
      ['Contract-services', 'settle --slot contract --wave services'],
      ['Contract-2', 'settle --slot contract --wave 2'],
      ['Retire', 'retire', 'protect'],
      ['Leave', 'smoke', 'soak', 'leave'],
    ]);
  });

  it('has no approval, no soak and no stacks of service teams where there are none', () => {
    const plain = planned(company({ accounts: 3, perRoutingStack: 25, functions: 0 }));
    const names = plain.phases.map(({ name }) => name);
    expect(names).not.toContain('Approve');
    expect(names.filter((name) => name.endsWith('services'))).toEqual([]);
    expect(plain.phases.flatMap(stepsOf)).not.toContain('soak');
  });

  it('is started by a push and publishes the bindings only in the first stage', () => {
    const manifest = new ManifestBuilder()
      .platform({ pipeline })
      .stage('dev')
      .stage('prod')
      .event('orders.placed@1', 'orders')
      .service('orders', { dev: accountOf(1), prod: accountOf(2) })
      .build();
    const plans = manifest.stages.map((stage) => {
      const { rollout, topology } = compile(manifest, stage.name);
      return planPipeline(manifest, stage, { slots: slotTopologies(rollout, topology) });
    });
    expect(plans).toMatchObject([
      { name: 'busbar-dev', stack: 'busbar-pipeline-dev', startsOnPush: true, publishesBindings: true },
      { name: 'busbar-prod', stack: 'busbar-pipeline-prod', startsOnPush: false, publishesBindings: false },
    ]);
  });

  it('is not there without the key in platform.yaml', () => {
    const manifest = company({ accounts: 2, perRoutingStack: 25, functions: 0 });
    const { pipeline: _, ...platform } = manifest.platform;
    const { rollout, topology } = compile(manifest, 'dev');
    const options = { slots: slotTopologies(rollout, topology) };
    expect(planPipeline({ ...manifest, platform }, manifest.stages[0] as Stage, options)).toBeUndefined();
  });
});

describe('every pipeline', () => {
  const any = fc.record({
    accounts: fc.integer({ min: 1, max: 70 }),
    perRoutingStack: fc.integer({ min: 1, max: 60 }),
    functions: fc.integer({ min: 0, max: 5 }),
  });
  // Compiling them is what takes time.
  const all = fc.sample(any, { numRuns: 12, seed: fc.readConfigureGlobal().seed ?? 1 }).map((size) => {
    const manifest = company(size);
    const { rollout, topology } = compile(manifest, 'dev');
    return { size, topology, topologies: slotTopologies(rollout, topology), plan: planned(manifest) };
  });
  const forEvery = (check: (planned: (typeof all)[number]) => void): void => {
    for (const each of all) {
      try {
        check(each);
      } catch (error) {
        throw new Error(`The company was ${JSON.stringify(each.size)}.`, { cause: error });
      }
    }
  };

  it('deploys every unit of a slot once, after all that it needs', () => {
    forEvery(({ topologies, plan: { phases } }) => {
      for (const slot of slots) {
        const parts = phases.filter(({ deploys }) => deploys?.slot === slot).map(({ deploys }) => deploys?.part.units ?? []);
        expect(parts.flat().map(unitKey).sort()).toEqual(unitsOf(topologies[slot].topology).map(unitKey).sort());
        const done = new Set<string>();
        for (const units of parts) {
          for (const { needs } of units) expect(needs.filter((stack) => !done.has(stack))).toEqual([]);
          for (const { stack } of units) done.add(stack);
        }
      }
    });
  });

  it('deploys the stacks of service teams after the units that they need, before those that need them', () => {
    forEvery(({ topology }) => {
      const parts = partsOf(topology);
      const services = parts.findIndex(({ name }) => name === 'services');
      const placeOf = (stack: string): number => parts.findIndex(({ units }) => units.some((unit) => unit.stack === stack));
      for (const { needs, neededBy } of topology.serviceStacks) {
        for (const unit of needs) expect(placeOf(unit)).toBeLessThan(services);
        for (const unit of neededBy) expect(placeOf(unit)).toBeGreaterThan(services);
      }
    });
  });

  it('checks before the first stack of a slot, and settles after each of its waves', () => {
    forEvery(({ plan: { phases } }) => {
      for (const slot of slots) {
        const ofSlot = phases.filter(({ deploys }) => deploys?.slot === slot);
        expect(ofSlot.map(({ before }) => before.length)).toEqual([1, ...ofSlot.slice(1).map(() => 0)]);
        expect(ofSlot.map(({ after }) => after.length)).toEqual(ofSlot.map(() => 1));
      }
    });
  });

  it('is counted as it is planned: each stack and each step is an action', () => {
    forEvery(({ plan }) => {
      const { actions, stages, actionsOfStage } = measurePipeline(plan);
      const counts = plan.phases.map(({ before, deploys, after }) => before.length + (deploys?.stacks ?? 0) + after.length);
      expect(actions).toBe(counts.reduce((sum, count) => sum + count, 4));
      expect(stages * 50).toBeGreaterThanOrEqual(actions);
      expect(stages).toBeGreaterThanOrEqual(plan.phases.length + 4);
      expect(actionsOfStage).toBeLessThanOrEqual(50);
    });
  });
});
