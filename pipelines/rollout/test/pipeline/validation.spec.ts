import { loadManifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { compile, slotTopologies } from '@busbar/topology';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFindings } from '../../src/findings';
import { drawPipelines } from '../../src/pipeline/draw-pipelines';
import { acceptedWildcards } from '../../src/pipeline-acknowledgements';
import { createApp } from '../../src/synthesize';
import { acknowledge, addChecks } from '../../src/validation';
import { accessService } from './drawn-pipeline';

describe('the checks of a pipeline', () => {
  const directory = mkdtempSync(join(tmpdir(), 'busbar-'));
  const outdir = join(directory, 'cdk.out');

  beforeAll(async () => {
    const { manifest: company } = await loadManifest(testCompanyConfig);
    const stage = company?.stages[0];
    const { pipeline } = company?.platform ?? {};
    if (!company || !stage || !pipeline) throw new Error('the test company has errors');
    // In another Region than the stage: CDK adds a bucket there.
    const manifest = { ...company, platform: { ...company.platform, pipeline: { ...pipeline, region: 'eu-west-1' } } };
    // The first stage has everything but an approval: it publishes the bindings, too.
    const { rollout, topology } = compile(manifest, stage.name);
    const app = createApp({ outdir, validate: true, findings: 'return' });
    const rollouts = [{ stage: { ...stage, soakMinutes: 30, approval: true }, slots: slotTopologies(rollout, topology) }];
    drawPipelines(app, { manifest, rollouts, services: accessService(), onDrawn: acknowledge });
    addChecks(app);
    app.synth();
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('find nothing that is not acknowledged', async () => {
    const ofPlatform = (await readFindings(outdir)).filter(({ construct }) => !construct.includes('access-service'));
    expect(ofPlatform).toEqual([]);
  });

  it('look at the bucket in the Region of the stage, too', () => {
    const manifest = readFileSync(join(outdir, 'manifest.json'), 'utf8');
    expect(manifest).toContain('cross-region-stack-busbar-pipeline-dev_us-east-1');
  });

  it('need every reason that is given for a wildcard', () => {
    const template = readFileSync(join(outdir, 'busbar-pipeline-dev.metadata.json'), 'utf8');
    const tree = readFileSync(join(outdir, 'manifest.json'), 'utf8');
    const unused = acceptedWildcards.filter(({ reason }) => !`${template}${tree}`.includes(JSON.stringify(reason).slice(1, -1)));
    expect(unused).toEqual([]);
  });
});
