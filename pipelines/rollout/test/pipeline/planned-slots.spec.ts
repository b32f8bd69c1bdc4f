import { sampleTopology } from '@busbar/constructs/sample-topology';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlannedSlots } from '../../src/pipeline/planned-slots';
import { RolloutError } from '../../src/rollout-error';

const topology = sampleTopology();
const plan = {
  schema: 'busbar/stage-plan@1',
  stage: 'dev',
  execution: 'e-1',
  slots: { prepare: { topology }, switch: { topology }, contract: { topology } },
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
  ['it is of another stage', { ...plan, stage: 'prod' }, /is the plan of stage "prod", execution "e-1", not of stage "dev"/],
  ['it is of another execution', { ...plan, execution: 'e-0' }, /execution "e-0", not of stage "dev", execution "e-1"/],
  ['a slot is missing', { ...plan, slots: { prepare: { topology } } }, /no topology for the slot "switch"/],
])('are refused when %s', (_, written, message) => {
  if (written) writeFileSync(path, JSON.stringify(written));
  expect(() => readPlannedSlots(path, 'dev', 'e-1')).toThrow(message);
  expect(() => readPlannedSlots(path, 'dev', 'e-1')).toThrow(RolloutError);
});
