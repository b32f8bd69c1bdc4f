import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cfnLint, cfnLintExecutable, requireNoCfnLint } from '@busbar/test-company';
import { busbar } from './busbar';

const executable = cfnLintExecutable();

if (executable === undefined) it('lints templates where cfn-lint is installed', requireNoCfnLint);
else
  describe('cfn-lint', () => {
    const folder = mkdtempSync(join(tmpdir(), 'busbar-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('finds nothing in any template of the test company', async () => {
      const assembly = join(folder, 'cdk.out');
      expect(busbar(['synth', '--out', assembly])).toMatchObject({ status: 0 });
      const { templates, findings } = await cfnLint(executable, assembly);
      expect(findings).toEqual([]);
      expect(templates).toBeGreaterThan(30);
    }, 900_000);

    it('finds what is wrong', async () => {
      const Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'long', Colour: 'red' } } };
      const wrong = join(folder, 'wrong');
      mkdirSync(wrong);
      writeFileSync(join(wrong, 'wrong.template.json'), JSON.stringify({ Resources }));
      const { findings } = await cfnLint(executable, wrong);
      expect(findings).toEqual([
        expect.stringMatching(/^E\d+ wrong\.template\.json Resources\/Queue\/Properties\//),
        expect.stringMatching(/^E\d+ wrong\.template\.json Resources\/Queue\/Properties\//),
      ]);
    });
  });
