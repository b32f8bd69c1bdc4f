import { githubReport } from '../../../src/contract/report/github';
import { withoutControls } from '../../../src/terminal/printable';

describe('the github report', () => {
  it('keeps what a problem quotes inside its own command', () => {
    const problem = {
      code: 'shape/unknown-key',
      severity: 'error',
      at: { file: 'config/a,b:\n::error::c.yaml', line: 1, column: 2 },
      message: 'The key "100%\r\n::set-env::x" \u001b[31m has no meaning here.',
      fix: 'Remove it.',
    } as const;
    expect(githubReport([problem]).map((line) => withoutControls(line, false))).toEqual([
      '::error file=config/a%2Cb%3A%0A%3A%3Aerror%3A%3Ac.yaml,line=1,col=2,title=shape/unknown-key::' +
        'The key "100%25%0D%0A::set-env::x" \\u001b[31m has no meaning here.%0ARemove it.',
    ]);
  });
});
