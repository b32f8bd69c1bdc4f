import { copyTestCompany, testCompanyRoot } from '@busbar/test-company';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busbar } from './busbar';

const HOUR = 3_600;
const START = 1_796_083_200;

/** A stage that is deployed by hand, from the first time to the deletion of a queue. */
describe('busbar rollout, synth --next-step and record', () => {
  const folder = mkdtempSync(join(tmpdir(), 'busbar-rollout-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (args: readonly string[], seconds = START) =>
    busbar(args, { cwd: folder, env: { SOURCE_DATE_EPOCH: String(seconds), COLUMNS: '100' } });
  const rollout = (seconds?: number) => {
    const { stdout, stderr, status } = run(['rollout', '--stage', 'dev', '--json'], seconds);
    expect([status, stderr]).toEqual([0, expect.anything()]);
    return (JSON.parse(stdout) as [Rollout])[0];
  };
  const deployNextStep = (seconds?: number) => {
    const synth = run(['synth', '--stage', 'dev', '--next-step'], seconds);
    expect([synth.status, synth.stderr]).toEqual([0, expect.anything()]);
    expect(run(['record'], seconds)).toMatchObject({ status: 0, stdout: 'deployed/dev.topology.json\n' });
  };
  const edit = (path: string, find: string | RegExp, put: string): void => {
    const text = readFileSync(join(folder, path), 'utf8');
    expect(text.split(find).length).toBe(2);
    writeFileSync(join(folder, path), text.replace(find, put));
  };

  interface Rollout {
    readonly recorded: boolean;
    readonly steps: readonly {
      readonly kind: string;
      readonly changes: readonly { readonly stack: string; readonly action: string }[];
      readonly mustBeEmpty: readonly { readonly name: string }[];
    }[];
    readonly later: readonly {
      readonly what: string;
      readonly name: string;
      readonly waitsFor: string;
      readonly notBefore?: string;
    }[];
  }

  it('carry a stage through its life', () => {
    copyTestCompany(folder);
    edit('config/platform.yaml', '../apps/larkhill/src/stacks.ts', join(testCompanyRoot, 'apps/larkhill/src/stacks.ts'));

    expect(rollout()).toMatchObject({ recorded: false, steps: [{ kind: 'prepare' }, { kind: 'switch' }] });
    deployNextStep();
    expect(rollout()).toMatchObject({ recorded: true, steps: [{ kind: 'switch' }] });
    deployNextStep();
    expect(rollout()).toMatchObject({ steps: [], later: [] });
    expect(run(['synth', '--stage', 'dev', '--next-step'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('No step is left'),
    });

    edit('config/subscriptions/property-service.yaml', /\n {2}- name: tampering\n(?: {4}.*\n)+/, '\n');
    const removal = rollout();
    expect(removal.steps.map(({ kind }) => kind)).toEqual(['switch']);
    expect(removal.steps[0]?.changes.map(({ action, stack }) => `${action} ${stack.replace(/\d{12}/, '…')}`)).toEqual([
      'update busbar-account-…',
      'update busbar-routing-1',
    ]);
    expect(removal.later).toEqual([
      expect.objectContaining({ what: 'subscription', name: 'property-service/tampering', waitsFor: 'retries' }),
    ]);
    deployNextStep();

    writeFileSync(
      join(folder, 'config/retired.yaml'),
      'retired:\n  - { stage: dev, subscription: property-service/tampering, reason: Drained., approver: jane }\n',
    );
    expect(rollout()).toMatchObject({ steps: [], later: [{ waitsFor: 'retries' }] });
    expect(rollout(START + 25 * HOUR)).toMatchObject({ steps: [{ mustBeEmpty: [] }], later: [{ waitsFor: 'deletion' }] });
    deployNextStep(START + 25 * HOUR);
    expect(rollout(START + 26 * HOUR).steps[0]?.mustBeEmpty.map(({ name }) => name)).toEqual([
      'property-service-tampering',
      'property-service-tampering-processing-dlq',
      'property-service-tampering-delivery-dlq',
    ]);
  });

  it('say what is wrong with what they are given', () => {
    expect(run(['record', '--from', 'elsewhere'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is not a cloud assembly'),
    });
    expect(run(['record', '--stage', 'qa'])).toMatchObject({ status: 2, stderr: expect.stringContaining('has no stage "qa"') });
    expect(run(['record', '--stacks', 'nowhere/x'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('has no stack'),
    });
    expect(run(['synth', '--stage', 'qa'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is no stage "qa"'),
    });
    writeFileSync(join(folder, 'deployed/dev.topology.json'), '{');
    expect(run(['plan'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('"deployed/dev.topology.json" is not JSON'),
    });
  });
});
