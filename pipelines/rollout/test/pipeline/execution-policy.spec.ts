import { loadManifest } from '@busbar/manifest';
import { testCompanyConfig } from '@busbar/test-company';
import { deployableTypes, handlerPermissions } from '@busbar/topology';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { draw, type Drawn, type Resource } from './drawn-pipeline';

it('the execution policy of the tooling account covers every type in the templates of the pipelines, and no other', async () => {
  const { manifest } = await loadManifest(testCompanyConfig);
  if (!manifest) throw new Error('the test company has errors');
  const drawn = draw(manifest, { only: ['dev'] });
  const used = typesIn(drawn);
  rmSync(dirname(drawn.outdir), { recursive: true });
  const allowed = deployableTypes('pipeline');
  expect(used.filter((type) => !allowed.includes(type))).toEqual([]);
  const always = allowed.filter((type) => handlerPermissions[type]?.onlyWhen === undefined);
  expect(always.filter((type) => !used.includes(type))).toEqual([]);
});

/** Of the stacks of the tooling account; those of the stages are in folders of their own. */
function typesIn({ outdir }: Drawn): readonly string[] {
  const templates = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  expect(templates).toHaveLength(2);
  const types = templates.flatMap((name) => {
    const { Resources } = JSON.parse(readFileSync(join(outdir, name), 'utf8')) as { Resources: Record<string, Resource> };
    return Object.values(Resources).map(({ Type }) => Type);
  });
  return [...new Set(types)];
}
