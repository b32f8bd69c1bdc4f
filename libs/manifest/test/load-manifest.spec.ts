import { join } from 'node:path';
import { testCompanyConfig, testCompanyFiles, testCompanyRoot } from '@busbar/test-company';
import { loadManifest, parseManifest } from '../src/load-manifest';
import { platformShape } from '../src/shapes';

describe('a platform that says only what it must', () => {
  it("gets EventBridge's own retry policy, and the objectives of the case study", () => {
    const platform = platformShape.parse({ company: 'acme', busName: 'acme-events', archiveRetentionDays: 7 });
    expect(platform).toMatchObject({
      encryption: 'aws-owned',
      retry: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      objectives: { latencyP90Milliseconds: 80, successPercent: 99.99, minimumEvents: 1000 },
      observability: { alarms: 'essential', sink: 'none', email: true, dashboards: true },
      raisedQuotas: {},
    });
  });
});

describe('a pipeline that says only what it must', () => {
  const company = testCompanyFiles();
  const read = (edit: (text: string) => string): ReturnType<typeof parseManifest> => {
    const path = 'config/platform.yaml';
    return parseManifest(new Map([...company, [path, edit(company.get(path) ?? '')]]));
  };

  it('publishes the bindings to a domain of its own account and Region', () => {
    expect(read((text) => text).manifest?.platform.pipeline).toMatchObject({
      account: '161803398874',
      bindings: { kind: 'codeartifact', domain: 'larkhill', account: '161803398874', region: 'us-east-1' },
    });
  });

  it('publishes nothing without a package repository', () => {
    const { manifest } = read((text) => text.replace(/\n  bindings: .*/, ''));
    expect(manifest?.platform.pipeline).not.toHaveProperty('bindings');
  });

  it.each([
    ['a connection that another account of the organization shares', 'us-east-1:161803398874:', 'eu-west-1:314159026535:'],
    ['a connection by its older name', ':codeconnections:', ':codestar-connections:'],
    ['a tooling account by its name', 'account: "161803398874"', 'account: { name: platform-tooling }'],
    ['a repository in a group of groups', 'larkhill/busbar', 'larkhill/platform/events.busbar'],
    ['a branch with slashes', 'branch: main', 'branch: release/2026-11'],
    ['a domain of another account of the organization', 'domain: larkhill,', 'domain: larkhill, account: "314159026535",'],
  ])('may have %s', (_, find, put) => {
    expect(company.get('config/platform.yaml')).toContain(find);
    expect(read((text) => text.replace(find, put)).manifest).toBeDefined();
  });

  it('need not be there: the stages are deployed by hand', () => {
    const { manifest } = read((text) => text.replace(/\npipeline:\n(?: .*\n)+/, '\n'));
    expect(manifest?.platform).not.toHaveProperty('pipeline');
    expect(manifest).toBeDefined();
  });
});

describe('the test company', () => {
  const loaded = loadManifest(testCompanyConfig);
  const manifest = loaded.then((result) => {
    if (!result.manifest) throw new Error('the test company has errors');
    return result.manifest;
  });

  it('has one problem, the warning that somebody still reads a deprecated event type', async () => {
    const { problems } = await loaded;
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['subscription/deprecated-event', 'warning']]);
  });

  it('comes sorted: stages in roll-out order, everything else by name', async () => {
    const { stages, services, teams, domains, events, contracts, subscriptions } = await manifest;
    expect(stages.map((stage) => stage.name)).toEqual(['dev', 'staging', 'prod']);
    for (const names of [
      services.map(({ name }) => name),
      teams.map(({ name }) => name),
      domains.map(({ name }) => name),
      events.map(({ name }) => name),
      contracts.map(({ type }) => type),
      subscriptions.map(({ service, name }) => `${service} ${name}`),
    ]) {
      expect(names).toEqual([...names].sort());
    }
  });

  it('keeps the leading zeros of account ids', async () => {
    expect((await manifest).stages[0]?.centralAccount).toBe('024681357902');
  });

  it('fills in defaults: a queue for a delivery, the retry policy of the platform', async () => {
    const { subscriptions, platform } = await manifest;
    const plain = subscriptions.find(({ name }) => name === 'building-dashboard');
    expect(plain).toMatchObject({
      delivery: { kind: 'queue', visibilityTimeoutSeconds: 30, maxReceiveCount: 5 },
      retry: platform.retry,
    });
    expect(subscriptions.find(({ name }) => name === 'serious-tampering')?.retry).toEqual({
      maximumEventAgeInSeconds: 600,
      maximumRetryAttempts: 30,
    });
  });

  it('takes the newest release of a contract, not its draft, and the draft where nothing is released', async () => {
    const { contracts } = await manifest;
    const versions = new Map(contracts.map(({ type, version }) => [type, version]));
    expect(versions.get('delivery.status.updated@1')).toBe('1.1.0');
    expect(versions.get('property.quiet-hours.changed@1')).toBe('1.0.0-draft');
    expect(contracts.find(({ type }) => type === 'delivery.attempt.failed@1')?.schema.properties).not.toHaveProperty('photoUrl');
  });

  it('resolves the modules of the workspace', async () => {
    expect((await manifest).platform.workspace.demo).toBe(join(testCompanyRoot, 'apps/larkhill/src/demo.ts'));
  });

  it('has one of everything that tests need', async () => {
    const { organization, services, domains, contracts, subscriptions } = await manifest;
    expect(organization.accounts.filter(({ name }) => name.endsWith('-dev'))).toHaveLength(8);
    expect(services).toHaveLength(7);
    expect(domains).toHaveLength(5);
    expect(new Set(contracts.map(({ lifecycle }) => lifecycle.state))).toEqual(
      new Set(['draft', 'active', 'deprecated', 'retired']),
    );
    expect(new Set(subscriptions.map(({ delivery }) => delivery.kind))).toEqual(new Set(['queue', 'function']));
    for (const { examples } of contracts) {
      expect(examples.filter(({ valid }) => valid).length).toBeGreaterThanOrEqual(2);
      expect(examples.filter(({ valid }) => !valid).length).toBeGreaterThanOrEqual(2);
    }
    const subscribers = new Set(subscriptions.map(({ service }) => service));
    const publishers = new Set(contracts.map(({ event }) => event.publisher));
    expect(services.filter(({ name }) => !subscribers.has(name)).map(({ name }) => name)).toEqual(['courier-gateway']);
    expect(services.filter(({ name }) => !publishers.has(name)).map(({ name }) => name)).toEqual(['notification-service']);
  });
});

describe('an event that may be subscribed to with approval', () => {
  it('is open to the services of its owner, and to those that have one', () => {
    const files = new Map(testCompanyFiles());
    const path = 'config/events/access/grant.issued/event.yaml';
    const approvals = ['delivery-service', 'property-service', 'device-service']
      .map((service) => `  - { service: ${service}, approver: Ada, date: 2026-11-30 }\n`)
      .join('');
    const toAccess = 'config/subscriptions/access-service.yaml';
    files.set(path, `${files.get(path) ?? ''}subscribe: approval\napprovals:\n${approvals}`);
    files.set(
      toAccess,
      `${files.get(toAccess) ?? ''}  - name: own\n    description: Our own.\n    eventType: access.grant.issued@1\n`,
    );
    const { manifest, problems } = parseManifest(files);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(manifest?.events.find(({ name }) => name === 'access.grant.issued')).toMatchObject({
      subscribe: 'approval',
      approvals: [{ service: 'delivery-service', approver: 'Ada', date: '2026-11-30' }, {}, {}],
    });
  });
});
