import { parseManifest, type ConfigFiles, type Manifest } from '@busbar/manifest';
import { testCompanyFiles } from '@busbar/test-company';
import { compile } from '@busbar/topology';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../src/index';

const FILE = 'config/subscriptions/billing-service.yaml';

/** An event type that nobody in the account receives yet, so that its route changes as well. */
const ANOTHER = `  - name: unlocked-doors
    description: Assesses a fee for doors that are opened by hand.
    eventType: access.entry.recorded@1
`;

function manifestOf(files: ConfigFiles): Manifest {
  const { manifest, problems } = parseManifest(files);
  if (!manifest) throw new Error(problems.map(({ message }) => message).join(' '));
  return manifest;
}

describe('adding one subscription to the test company', () => {
  const directory = mkdtempSync(join(tmpdir(), 'busbar-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Templates of a stage by their file. */
  async function templates(name: string, manifest: Manifest, stage: string): Promise<ReadonlyMap<string, string>> {
    const outdir = join(directory, name);
    await synthesize({ topologies: [compile(manifest, stage).topology], outdir });
    const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.template.json'));
    return new Map(files.map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
  }

  // In prod everything is watched, and the accounts share their metrics with the central one.
  it.each(['dev', 'prod'])('changes one routing and one account stack of %s', async (stage) => {
    const files = testCompanyFiles();
    const before = await templates(`before-${stage}`, manifestOf(files), stage);
    const subscribed = new Map(files).set(FILE, `${files.get(FILE)}${ANOTHER}`);
    const after = await templates(`after-${stage}`, manifestOf(subscribed), stage);
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    const account = manifestOf(files).services.find(({ name }) => name === 'billing-service')?.accounts[stage];
    const changed = [...after].filter(([file, template]) => before.get(file) !== template).map(([file]) => file);
    expect(changed.map((file) => file.replace(/^.*\//, '')).sort()).toEqual([
      expect.stringMatching(new RegExp(`account${account}`)),
      expect.stringMatching(/routing1/),
    ]);
  });
});
