import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cfnLint, cfnLintExecutable, requireNoCfnLint } from '@busbar/test-company';

const executable = cfnLintExecutable();

if (executable === undefined) it('lints templates where cfn-lint is installed', requireNoCfnLint);
else
  it('cfn-lint finds nothing in any template of Doorstep', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'busbar-'));
    try {
      const assembly = join(folder, 'cdk.out');
      const workspace = join(__dirname, '../../..');
      const program = join(workspace, 'apps/busbar/bin/busbar.mjs');
      execFileSync(process.execPath, [program, 'synth', '--out', assembly], { cwd: workspace, stdio: 'pipe' });
      const { templates, findings } = await cfnLint(executable, assembly);
      expect(findings).toEqual([]);
      expect(templates).toBeGreaterThan(30);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 900_000);
