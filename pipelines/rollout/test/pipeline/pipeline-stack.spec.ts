import { loadManifest, type Manifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { checkTemplate, type Template } from '@busbar/template-checks';
import { digestOfUnit, measurePipeline, slots, unitsOf, type StepKind } from '@busbar/topology';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { accessService, draw, type Action, type Drawn, type DrawOptions } from './drawn-pipeline';

const made: Drawn[] = [];
function drawn(manifest: Manifest, options?: DrawOptions): Drawn {
  const result = draw(manifest, options);
  made.push(result);
  return result;
}

let company: Manifest;
let all: Drawn;
beforeAll(async () => {
  const { manifest } = await loadManifest(testCompanyConfig);
  if (!manifest) throw new Error('the test company has errors');
  company = manifest;
  all = drawn(company, { services: accessService() });
});
afterAll(() => made.forEach(({ outdir }) => rmSync(dirname(outdir), { recursive: true })));

interface Deployment {
  readonly stack: string;
  readonly account: string;
  readonly slot: StepKind;
  readonly template: string;
  /** Place in the pipeline: of its stage, then of the action in it. */
  readonly place: readonly [stage: number, runOrder: number];
}

function deploymentsOf(pipeline: Drawn, stage: string): readonly Deployment[] {
  return pipeline.stages(stage).flatMap(({ Name, Actions }, index) =>
    Actions.filter(({ ActionTypeId }) => ActionTypeId.Provider === 'CloudFormation').map((action) => ({
      stack: String(action.Configuration['StackName']),
      account: /:iam::(\d{12}):role\/cdk-busbar-deploy-role-/.exec(JSON.stringify(action.RoleArn))?.[1] ?? 'no role',
      slot: (Name.split('-')[0] ?? '').toLowerCase() as StepKind,
      template: String(action.Configuration['TemplatePath']).replace('Build_Output::', ''),
      place: [index, action.RunOrder],
    })),
  );
}

const isBefore = (a: Deployment['place'], b: Deployment['place']): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
const stackNames = ['dev', 'staging', 'prod'];

/** What a step's action runs, without its stage. */
function commandOf({ Configuration, Name }: Action): string {
  const step = /"BUSBAR_STEP\\?",\\?"type\\?":\\?"PLAINTEXT\\?",\\?"value\\?":\\?"([^"\\]*)/.exec(JSON.stringify(Configuration));
  return step?.[1]?.replace(/ --stage \w+/, '') ?? Name;
}

describe('the drawn pipeline', () => {
  it.each(stackNames)('deploys every unit of %s exactly once in each slot, and the stacks of service teams', (stage) => {
    const deployments = deploymentsOf(all, stage);
    for (const slot of slots) {
      const { identities, ...topology } = all.topology(stage, slot);
      const access = identities.find(({ service }) => service === 'access-service')?.account;
      const planned = unitsOf(topology).map(({ account, stack }) => `${account} ${stack}`);
      const found = deployments.filter((each) => each.slot === slot).map(({ account, stack }) => `${account} ${stack}`);
      expect(found.sort()).toEqual([...planned, `${access} ${stage}-access-service`].sort());
    }
  });

  it.each(stackNames)('deploys every unit of %s after those that it needs, and the service teams between', (stage) => {
    const deployments = deploymentsOf(all, stage);
    for (const slot of slots) {
      const ofSlot = deployments.filter((each) => each.slot === slot);
      const placeOf = (stack: string): Deployment['place'] => ofSlot.find((each) => each.stack === stack)?.place ?? [NaN, NaN];
      const topology = all.topology(stage, slot);
      const needs = unitsOf(topology).flatMap(({ stack, needs: needed }) => needed.map((other) => [other, stack] as const));
      const access = topology.identities.find(({ service }) => service === 'access-service')?.account;
      const services = topology.serviceStacks
        .filter(({ account }) => account === access)
        .flatMap(({ needs: needed, neededBy }) => [
          ...needed.map((other) => [other, `${stage}-access-service`] as const),
          ...neededBy.map((other) => [`${stage}-access-service`, other] as const),
        ]);
      expect(needs.length * services.length).toBeGreaterThan(0);
      for (const [first, then] of [...needs, ...services]) {
        expect([slot, first, then, isBefore(placeOf(first), placeOf(then))]).toEqual([slot, first, then, true]);
      }
    }
  });

  it('deploys the slots in order, each from a template of its own topology', () => {
    for (const stage of stackNames) {
      const deployments = deploymentsOf(all, stage);
      expect([...new Set(deployments.map(({ slot }) => slot))]).toEqual([...slots]);
      for (const { slot, stack, account, template } of deployments) {
        const topology = all.topology(stage, slot);
        const unit = unitsOf(topology).find((each) => each.stack === stack && each.account === account);
        const { Outputs } = JSON.parse(readFileSync(join(all.outdir, template), 'utf8')) as {
          Outputs?: { Deployed?: { Value: string } };
        };
        if (unit) expect(Outputs?.Deployed?.Value).toBe(digestOfUnit(topology, unit));
      }
    }
  });

  it('holds, checks, settles, approves, smokes and soaks where it has to', () => {
    const inOrder = (stage: string): readonly string[] =>
      all
        .stages(stage)
        .flatMap(({ Actions }) => [...Actions].sort((a, b) => a.RunOrder - b.RunOrder))
        .filter(({ ActionTypeId }) => ActionTypeId.Provider !== 'CloudFormation')
        .map(commandOf);
    const slotSteps = slots.flatMap((slot) => [
      `check --slot ${slot}`,
      `settle --slot ${slot} --wave 1`,
      `settle --slot ${slot} --wave services`,
      `settle --slot ${slot} --wave 2`,
      `settle --slot ${slot} --wave 3`,
    ]);
    const before = ['Source', 'Build', 'SelfMutate'];
    expect(inOrder('dev')).toEqual([...before, 'FileAssets', 'enter', ...slotSteps, 'retire', 'protect', 'smoke', 'leave']);
    expect(inOrder('prod').slice(0, 7)).toEqual([...before, 'Approve', 'FileAssets', 'enter', 'check --slot prepare']);
    expect(inOrder('prod').slice(-5)).toEqual(['retire', 'protect', 'smoke', 'soak', 'leave']);
  });

  it('checks before the first stack of a slot and settles after the last one of each wave', () => {
    for (const { Name, Actions } of all.stages('prod').filter(({ Name: name }) => /^(?:Prepare|Switch|Contract)-/.test(name))) {
      const stacks = Actions.filter(({ ActionTypeId }) => ActionTypeId.Provider === 'CloudFormation').map(
        (each) => each.RunOrder,
      );
      const settle = Actions.find((each) => commandOf(each).startsWith('settle'));
      expect([Name, (settle?.RunOrder ?? 0) > Math.max(...stacks)]).toEqual([Name, true]);
      const check = Actions.find((each) => commandOf(each).startsWith('check'));
      expect([Name, check !== undefined]).toEqual([Name, Name.endsWith('-1')]);
      if (check) expect(check.RunOrder).toBeLessThan(Math.min(...stacks));
    }
  });

  it('is counted as it is drawn', () => {
    for (const { plan } of all.stacks) {
      const stages = all.stages(plan.stage);
      const size = measurePipeline(plan);
      expect({ actions: size.actions, stages: size.stages }).toEqual({
        actions: stages.reduce((sum, { Actions }) => sum + Actions.length, 0),
        stages: stages.length,
      });
      const bytes = Buffer.byteLength(all.template(plan.stage));
      expect(size.templateBytes).toBeGreaterThanOrEqual(bytes);
      expect(size.templateBytes).toBeLessThan(bytes * 1.15);
    }
  });

  it('needs nothing that is not in the assembly', () => {
    for (const stage of stackNames) {
      for (const { template } of deploymentsOf(all, stage)) expect(existsSync(join(all.outdir, template))).toBe(true);
    }
  });
});

describe('the definition of a pipeline', () => {
  /** Another filter: rules and queues change, stacks and assets do not. */
  function changed(): Manifest {
    const [first, ...others] = company.subscriptions.filter(({ service }) => service === 'billing-service');
    if (!first) throw new Error('billing-service has no subscription');
    const rest = company.subscriptions.filter(({ service }) => service !== 'billing-service');
    const { filter: _, ...unfiltered } = { ...first, description: 'Something else.' };
    return { ...company, subscriptions: [...rest, unfiltered, ...others] };
  }

  it('is the same, byte for byte, whatever changes in the stacks', () => {
    const after = drawn(changed(), {
      services: accessService(),
      before: { prod: all.topology('prod', 'contract') },
      only: ['prod'],
    });
    expect(after.template('prod')).toBe(all.template('prod'));
    const content = (pipeline: Drawn): readonly string[] =>
      deploymentsOf(pipeline, 'prod').map(({ template }) => readFileSync(join(pipeline.outdir, template), 'utf8'));
    expect(content(after)).not.toEqual(content(all));
  });

  it('is the same when an asset has another content', () => {
    const after = drawn(company, { services: accessService('exports.handler = () => "else";'), only: ['dev'] });
    expect(after.template('dev')).toBe(all.template('dev'));
  });

  it('is another one when a stack comes, or the first asset', () => {
    const without = drawn(company, { only: ['dev'] });
    expect(without.template('dev')).not.toBe(all.template('dev'));
    expect(without.stages('dev').map(({ Name }) => Name)).not.toContain('Assets');
  });
});

describe('a pipeline', () => {
  const policies = (stage: string, role: string): string =>
    JSON.stringify(
      Object.entries(all.resources(stage)).filter(
        ([id, { Type }]) => id.startsWith(role) && (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy'),
      ),
    );
  const accountsOf = (stage: string): readonly string[] => unitsOf(all.topology(stage, 'contract')).map(({ account }) => account);

  it('is of type V2, lets a newer commit overtake, and starts again when it has changed itself', () => {
    const [pipeline] = Object.values(all.resources('dev')).filter(({ Type }) => Type === 'AWS::CodePipeline::Pipeline');
    expect(pipeline?.Properties).toMatchObject({
      Name: 'busbar-dev',
      PipelineType: 'V2',
      ExecutionMode: 'SUPERSEDED',
      RestartExecutionOnUpdate: true,
    });
  });

  it('is started by a push in the first stage only, and by the stage before in the others', () => {
    const starts = stackNames.map((stage) => all.stages(stage)[0]?.Actions[0]?.Configuration['DetectChanges']);
    expect(starts).toEqual([true, false, false]);
    expect(policies('dev', 'Builds')).toContain(':busbar-staging"');
    expect(policies('dev', 'Builds')).not.toContain(':busbar-prod"');
    expect(policies('staging', 'Builds')).toContain(':busbar-prod"');
  });

  it('reaches no account of another stage', () => {
    for (const stage of stackNames) {
      const text = all.template(stage);
      const others = stackNames.filter((other) => other !== stage).flatMap(accountsOf);
      expect(accountsOf(stage).filter((account) => !text.includes(account))).toEqual([]);
      expect(others.filter((account) => text.includes(account))).toEqual([]);
    }
  });

  it('publishes the bindings before the first stage is deployed, and in no other', () => {
    const builds = stackNames.map((stage) => JSON.stringify(all.resources(stage)).includes('npm publish'));
    expect(builds).toEqual([true, false, false]);
    expect(policies('dev', 'PipelineBuild')).toContain('codeartifact:PublishPackageVersion');
    expect(policies('staging', 'PipelineBuild')).not.toContain('codeartifact');
  });

  it('shows the plan of its execution to whoever approves', () => {
    const [approval] = all.stages('prod').flatMap(({ Actions }) => Actions.filter(({ Name }) => Name === 'Approve'));
    expect(approval?.Configuration).toEqual({
      CustomData: '#{Build@Build.BUSBAR_PLAN_SUMMARY}',
      ExternalEntityLink:
        'https://us-east-1.console.aws.amazon.com/s3/object/busbar-larkhill-rollout-161803398874-us-east-1' +
        '?region=us-east-1&prefix=plans/prod/#{codepipeline.PipelineExecutionId}/plan.md',
    });
  });

  it('has keys that rotate, and policies that do not grow with the accounts one by one', () => {
    const resources = Object.values(all.resources('prod'));
    const [key] = resources.filter(({ Type }) => Type === 'AWS::KMS::Key');
    expect(key?.Properties['EnableKeyRotation']).toBe(true);
    const [bucket] = resources.filter(({ Type }) => Type === 'AWS::S3::BucketPolicy');
    const statements = (bucket?.Properties['PolicyDocument'] as { Statement: object[] }).Statement;
    expect(statements).toHaveLength(2);
    expect(statements[1]).toMatchObject({
      Condition: {
        StringEquals: {
          'aws:PrincipalOrgID': company.organization.id,
          'aws:PrincipalAccount': [...new Set(accountsOf('prod'))].sort(),
        },
      },
    });
  });

  it('rolls no stage back, and is found by the checks if it did', () => {
    const template = JSON.parse(all.template('prod')) as Template;
    expect(all.template('prod')).not.toContain('ROLLBACK');
    expect(checkTemplate(template)).toEqual([]);

    for (const [id, { Type, Properties }] of Object.entries(all.resources('prod'))) {
      if (Type !== 'AWS::CodePipeline::Pipeline') continue;
      const stages = all.stages('prod').map((stage) => ({ ...stage, OnFailure: { Result: 'ROLLBACK' } }));
      const edited = { Resources: { [id]: { Type, Properties: { ...Properties, Stages: stages } } } };
      expect(checkTemplate(edited).map(({ check }) => check.rule)).toEqual(['Busbar-NoStageRollback']);
    }
    expect.assertions(3);
  });

  it('watches as long as the stage soaks, and a little longer', () => {
    const prod = company.stages.find(({ name }) => name === 'prod');
    const projects = Object.values(all.resources('prod')).filter(({ Type }) => Type === 'AWS::CodeBuild::Project');
    expect(projects.map(({ Properties }) => Properties['TimeoutInMinutes'])).toContain((prod?.soakMinutes ?? 0) + 15);
  });
});
