import type { Pipeline, Stage } from '@busbar/manifest';
import { formatPosition } from '@busbar/problem';
import { compile } from '../../src/index';
import { accountOf, ManifestBuilder } from '../manifest-builder';

const pipeline: Pipeline = {
  account: '300000000001',
  region: 'eu-west-1',
  source: {
    connectionArn: 'arn:aws:codeconnections:eu-west-1:300000000001:connection/7d2469ff-514a-4e4f-9003-5ca4a43cdc41',
    repository: 'acme/busbar',
    branch: 'main',
  },
};

interface Found {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly at: string;
}

/** What is said of a pipeline of `accounts`, of which as many as `functions` have a function. */
function found({ accounts, functions = 0, stage = {}, company }: Company): readonly Found[] {
  const builder = new ManifestBuilder()
    .platform({ pipeline, ...(company !== undefined && { company }), raisedQuotas: { 'events/rules-per-bus': 2000 } })
    .stage('dev', stage)
    .event('orders.placed@1', 'orders')
    .service('orders', { dev: accountOf(1) });
  for (let index = 2; index <= accounts; index++) {
    const service = `s${index}`;
    const delivery = index - 2 < functions ? ({ kind: 'function', functionName: `receive-${index}` } as const) : undefined;
    builder.service(service, { dev: accountOf(index) }).subscribe(service, 'orders', 'orders.placed@1', undefined, delivery);
  }
  return compile(builder.build(), 'dev', { observability: 'none' })
    .problems.filter(({ message }) => /pipeline|Bytes of a CloudFormation/i.test(message))
    .map(({ code, message, fix = '', at }) => ({ code, message, fix, at: formatPosition(at) }));
}

interface Company {
  readonly accounts: number;
  readonly functions?: number;
  readonly stage?: Partial<Stage>;
  readonly company?: string;
}

describe('a pipeline that fits', () => {
  it.each<[what: string, company: Company]>([
    ['of one account', { accounts: 1 }],
    ['of 200 accounts', { accounts: 200 }],
    ['of 100 accounts with functions', { accounts: 100, functions: 99 }],
    ['that soaks for seven hours', { accounts: 1, stage: { soakMinutes: 360 } }],
  ])('%s has no problem', (_, company) => {
    expect(found(company)).toEqual([]);
  });
});

describe('a pipeline that does not fit', () => {
  it('fits without the stacks of service teams, and the problem says so', () => {
    const problems = found({ accounts: 180, functions: 179 });
    expect(problems).toContainEqual({
      code: 'topology/quota-exceeded',
      message:
        'Actions of a pipeline: "busbar-dev" in account 300000000001 of stage "dev" needs 1125, 1000 are allowed ' +
        '(quota "codepipeline/actions-per-pipeline").',
      fix:
        'Deploy the stacks of service teams by pipelines of their own (`definedIn: elsewhere` in the delivery of a subscription): ' +
        'without them it needs 585.',
      at: expect.stringMatching(/^config\/platform\.yaml:/),
    });
  });

  it('is warned of before it is too large', () => {
    const problems = found({ accounts: 140, functions: 139 });
    expect(problems.map(({ code }) => code)).toContain('topology/quota-nearly-exceeded');
    expect(problems.map(({ code }) => code)).not.toContain('topology/quota-exceeded');
  });

  it('is too large by its accounts alone, and the problem says what would fit', () => {
    const actions = found({ accounts: 330 }).find(({ message }) => message.startsWith('Actions of a pipeline'));
    expect(actions?.code).toBe('topology/quota-exceeded');
    expect(actions?.fix).toMatch(/^With the account stacks as one service-managed StackSet it would need \d{2}; Busbar does not/);
  });

  it('soaks longer than a build may take', () => {
    expect(found({ accounts: 1, stage: { soakMinutes: 600 } })).toMatchObject([
      {
        code: 'topology/quota-exceeded',
        fix: 'Soak for 465 minutes at most: a build watches meanwhile.',
        at: expect.stringMatching(/^config\/stages\/dev\.yaml:/),
      },
    ]);
  });

  it('has a bucket whose name is too long', () => {
    expect(found({ accounts: 1, company: 'a-company-with-a-very-long-name' })).toMatchObject([
      {
        code: 'topology/bucket-name-too-long',
        fix: 'Choose a name of the company of at most 25 characters.',
      },
    ]);
  });
});
