import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadManifest, type Manifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { compile, type Topology } from '../src/index';
import { serviceTopology } from '../src/service-topology';

let manifest: Manifest;
beforeAll(async () => {
  const loaded = await loadManifest(testCompanyConfig);
  if (!loaded.manifest) throw new Error('the test company has errors');
  manifest = loaded.manifest;
});

const topologies = (): readonly Topology[] => manifest.stages.map(({ name }) => compile(manifest, name).topology);
const all = () =>
  topologies().flatMap((topology) =>
    topology.identities.map(({ service }) => ({ topology, service, known: serviceTopology(topology, service) })),
  );

test('every service of every stage gets what the schema says, and nothing more', () => {
  const schema = JSON.parse(readFileSync(join(__dirname, '../service-topology.schema.json'), 'utf8')) as object;
  const validate = new Ajv2020({ strict: false }).compile(schema);
  const wrong = all().flatMap(({ service, known }) =>
    (validate(known) as boolean) ? [] : [{ service, errors: validate.errors }],
  );
  expect(wrong).toEqual([]);
  expect(all().length).toBeGreaterThan(10);
});

test('nothing of another service is in it: no name, account, queue or role', () => {
  for (const { topology, service, known } of all()) {
    const { subscriptions, ...rest } = known;
    // What the team wrote itself may name whom it likes.
    const text = JSON.stringify({ ...rest, subscriptions: subscriptions.map(({ description: _, pattern: __, ...own }) => own) });
    for (const other of topology.identities) {
      if (other.service === service) continue;
      expect(text).not.toContain(other.role.arn);
      expect(text).not.toContain(`${other.service}-`);
      if (other.account !== known.account) expect(text).not.toContain(other.account);
    }
  }
});

test('the same config gives the same bytes, in whatever order it is', () => {
  const shuffled: Manifest = {
    ...manifest,
    services: [...manifest.services].reverse(),
    subscriptions: [...manifest.subscriptions].reverse(),
    contracts: [...manifest.contracts].reverse(),
  };
  const export_ = (of: Manifest) => JSON.stringify(serviceTopology(compile(of, 'dev').topology, 'billing-service'));
  expect(export_(shuffled)).toBe(export_(manifest));
});

test('names who may publish, and what', () => {
  const dev = topologies()[0] as Topology;
  const { publishes, role } = serviceTopology(dev, 'delivery-service');
  expect(publishes.length).toBeGreaterThan(0);
  for (const { principals } of publishes) expect(principals).toEqual([role.arn]);
});

test('refuses a service that is not in the stage', () => {
  expect(() => serviceTopology(topologies()[0] as Topology, 'nobody')).toThrow('Service "nobody" has no account in stage "dev"');
});
