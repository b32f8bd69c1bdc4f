import { loadManifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hideSlots } from '../../src/pipeline/hide-slots';
import { draw } from './drawn-pipeline';

interface AssemblyManifest {
  readonly artifacts: Readonly<Record<string, { readonly type: string }>>;
}

it('takes the stacks of the slots out of what `cdk` lists, and leaves their files', async () => {
  const { manifest } = await loadManifest(testCompanyConfig);
  if (!manifest) throw new Error('the test company has errors');
  const { outdir, stacks } = draw(manifest, { only: ['prod'] });
  const nested = (): readonly string[] => {
    const { artifacts } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as AssemblyManifest;
    return Object.keys(artifacts).filter((id) => artifacts[id]?.type === 'cdk:cloud-assembly');
  };
  const before = nested();
  expect(before.length).toBeGreaterThan(0);

  hideSlots(stacks, outdir);

  expect(nested()).toEqual([]);
  expect(before.filter((id) => !existsSync(join(outdir, id, 'manifest.json')))).toEqual([]);
  rmSync(dirname(outdir), { recursive: true });
});
