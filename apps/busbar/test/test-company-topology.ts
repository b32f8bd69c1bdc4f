import { parseManifest } from '@busbar/manifest';
import { testCompanyFiles } from '@busbar/test-company';
import { compile, type Topology } from '@busbar/topology';

/** Stage `dev` of the test company, with lines added to files, by path in `config/`. */
export function topologyOfTestCompany(lines: Readonly<Record<string, string>> = {}): Topology {
  const files = new Map(testCompanyFiles());
  for (const [path, added] of Object.entries(lines))
    files.set(`config/${path}`, `${files.get(`config/${path}`) ?? ''}${added}\n`);
  const { manifest, problems } = parseManifest(files);
  if (!manifest) throw new Error(problems.map(({ message }) => message).join('\n'));
  return compile(manifest, 'dev').topology;
}
