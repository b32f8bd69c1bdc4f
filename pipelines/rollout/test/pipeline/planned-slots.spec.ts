import { sampleTopology } from '@busbar/constructs/sample-topology';
import type { StagePlan, Topology } from '@busbar/topology';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlannedSlots } from '../../src/pipeline/planned-slots';

const topology = sampleTopology();
const slots = (of: Topology): StagePlan['slots'] => {
  const slot = { topology: of, changes: [], mustBeEmpty: [] };
  return { prepare: slot, switch: slot, contract: slot };
};
const plan: StagePlan = {
  schema: 'busbar/stage-plan@1',
  stage: 'dev',
  execution: 'e-1',
  commit: 'c-1',
  plannedAt: '2026-12-01T00:00:00.000Z',
  before: {},
  progress: '',
  slots: slots(topology),
  retired: [],
};

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'busbar-'));
  path = join(directory, 'plan.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

it('are those of the execution that is being built', () => {
  writeFileSync(path, JSON.stringify(plan));
  expect(readPlannedSlots(path, 'dev', 'e-1')).toEqual(plan.slots);
});

it.each<[what: string, written: object | undefined, message: RegExp]>([
  ['there is no plan', undefined, /There is no ".*plan\.json"/],
  ['it is something else', { stage: 'dev' }, /is not a plan/],
  [
    'it is of another stage',
    { ...plan, stage: 'prod', slots: slots(sampleTopology({ stage: 'prod' })) },
    /is the plan of stage "prod", execution "e-1", not of stage "dev"/,
  ],
  ['it is of another execution', { ...plan, execution: 'e-0' }, /execution "e-0", not of stage "dev", execution "e-1"/],
  ['a slot is missing', { ...plan, slots: { prepare: plan.slots.prepare } }, /is not a plan/],
])('are refused when %s', (_, written, message) => {
  if (written) writeFileSync(path, JSON.stringify(written));
  expect(() => readPlannedSlots(path, 'dev', 'e-1')).toThrow(message);
});
