import { loadManifest } from '@busbar/manifest';
import { cfnLint, cfnLintExecutable, requireNoCfnLint, testCompanyConfig } from '@busbar/test-company';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { draw } from './drawn-pipeline';

const executable = cfnLintExecutable();

/** What CDK's own constructs draw. Each must occur, so that none outlives its reason. */
const ofCdk: readonly { readonly finding: RegExp; readonly reason: string }[] = [
  {
    finding: /^E3703 .*\/Actions\/\d+\/Configuration\/RoleArn: Prefer using Fn::Sub over Fn::Join/,
    reason:
      'cfn-lint reports a preference (its own I1022) as an error here: CDK joins the partition into the ARN of the deploy role.',
  },
  {
    finding: /^W3005 .*: 'PipelineRole\w+' dependency already enforced by a 'GetAtt'/,
    reason: 'CDK lets a pipeline depend on its role, to which the pipeline refers as well. It does no harm.',
  },
];

if (executable === undefined) it('lints the pipelines where cfn-lint is installed', requireNoCfnLint);
else
  it('cfn-lint finds nothing in the stacks of the pipelines', async () => {
    const { manifest } = await loadManifest(testCompanyConfig);
    if (!manifest) throw new Error('the test company has errors');
    const { outdir } = draw(manifest);
    // What the slots deploy are the stacks of the stages, which `busbar synth` writes too.
    const folder = join(dirname(outdir), 'pipelines');
    mkdirSync(folder);
    for (const file of readdirSync(outdir)) {
      if (file.endsWith('.template.json')) copyFileSync(join(outdir, file), join(folder, file));
    }
    const { templates, findings } = await cfnLint(executable, folder);
    rmSync(dirname(outdir), { recursive: true });
    expect(findings.filter((text) => !ofCdk.some(({ finding }) => finding.test(text)))).toEqual([]);
    expect(ofCdk.filter(({ finding }) => !findings.some((text) => finding.test(text)))).toEqual([]);
    expect(templates).toBeGreaterThanOrEqual(manifest.stages.length);
  }, 900_000);
