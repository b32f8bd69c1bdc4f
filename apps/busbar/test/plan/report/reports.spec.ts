import type { Change, TeamImpact } from '@busbar/impact';
import type { ComparedPlan } from '../../../src/plan/compared-plan';
import { githubReport } from '../../../src/plan/report/github';
import { markdownReport, MARKER, MOST_BYTES } from '../../../src/plan/report/markdown';
import { textReport } from '../../../src/plan/report/text';
import { styleFor } from '../../../src/terminal/style';

const plain = styleFor({}, {});

function change(more: Partial<Change> = {}): Change {
  return {
    kind: 'setting',
    facts: { setting: 'retry', before: '1', after: '2' },
    team: 'payments',
    effect: 'notes',
    subject: 'billing-service/completed-deliveries',
    says: 'retry.maximumEventAgeInSeconds 60 → 600',
    details: ['Gained, for example: {"status":"FAILED"}'],
    needsAttention: false,
    stages: ['dev', 'prod'],
    at: { file: 'config/subscriptions/billing-service.yaml', line: 4, column: 5 },
    ...more,
  } as Change;
}

function planOf(teams: readonly TeamImpact[], unchangedTeams: readonly string[] = []): ComparedPlan {
  const needsAttention = teams.flatMap(({ changes }) => changes).filter((one) => one.needsAttention).length;
  return {
    company: 'larkhill',
    base: { ref: 'main', commit: '0123456789abcdef0123456789abcdef01234567', missingHere: 0 },
    assumes: 'Assuming that each stage has exactly main.',
    impact: { stages: ['dev', 'prod'], teams, unchangedTeams, needsAttention },
    rollouts: [],
  };
}

/** GitHub links nothing within code, which is for names that people copy. */
function withoutCode(page: string): string {
  return page.replaceAll(/<code>[^<]*<\/code>/g, '');
}

/** 5,000 changes of 100 teams. */
const many = planOf(
  Array.from({ length: 100 }, (_, team) => ({
    team: `team-${team}`,
    changes: Array.from({ length: 50 }, (_unused, at) =>
      change({ team: `team-${team}`, subject: `service-${team}/subscription-${at}`, needsAttention: at % 2 === 0 }),
    ),
  })),
);

describe('the comment', () => {
  it('begins with its marker and the verdict, has a table by team, and counts the teams that nothing changes for', () => {
    const page = markdownReport(planOf([{ team: 'payments', changes: [change({ needsAttention: true })] }], ['a', 'b']));
    const lines = page.split('\n');
    expect(lines.slice(0, 2)).toEqual([MARKER, '### ⚠️ Event bus: 1 team affected, 1 change needs attention']);
    expect(lines).toContain('| Team | Gains | Loses | Note |');
    expect(lines.find((line) => line.startsWith('| <code>payments'))).toContain(
      '⚠️ <code>billing-service/completed-deliveries</code>',
    );
    expect(page).toContain('<details><summary><code>payments</code>: 1 change</summary>');
    expect(page).toContain('2 other teams unchanged.');
  });

  it('says in which stages something changes, unless it is everywhere', () => {
    const page = markdownReport(planOf([{ team: 'payments', changes: [change({ stages: ['prod'] }), change()] }]));
    expect(page.match(/&#91;prod&#93;|\[prod\]/g)).toHaveLength(2);
  });

  it('never exceeds its limit: with 5,000 changes it counts what it leaves out', () => {
    const page = markdownReport(many);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MOST_BYTES);
    expect(page).toContain('100 teams affected, 2,500 changes need attention');
    expect(page).toMatch(/The details of \d+ more teams are left out here\./);
    expect(page.match(/<details>/g)).toHaveLength(page.match(/<\/details>/g)?.length ?? -1);
    expect(page).toContain('npx busbar plan --base main');
  });

  it.each([2, 20, 1_000])('nor with %i teams of long texts', (count) => {
    const teams = Array.from({ length: count }, (_, at) => ({
      team: `team-${at}`,
      changes: Array.from({ length: Math.ceil(5_000 / count) }, () =>
        change({ subject: '漢'.repeat(300), says: '|<`_'.repeat(200), details: ['é'.repeat(900)] }),
      ),
    }));
    const page = markdownReport(planOf(teams));
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MOST_BYTES);
    expect(page).toMatch(/left out here/);
  });

  it.each([
    ['a pipe', 'a | b', '|'],
    ['a backtick', 'a `b` c', '`'],
    ['HTML', '<img src=x onerror=alert(1)>', '<img'],
    ['the end of a comment', '--> <!--', '<!--  '],
    ['the end of details', '</details>', '</details> c'],
    ['a mention', 'ask @octocat/team', '@octocat'],
    ['an issue', 'see #123', '#123'],
    ['a link', '[x](https://evil.example)', '](https'],
    ['a bare address', 'https://evil.example', 'https://'],
    ['emphasis', '**b** _i_ ~~s~~', '**b**'],
    ['a new line', 'a\n\n# Heading', '\n# Heading'],
  ])('shows %s of a description as text', (_, text, raw) => {
    const bare = markdownReport(planOf([{ team: 'payments', changes: [change({ subject: 's', says: 'x', details: ['y'] })] }]));
    const page = markdownReport(
      planOf([{ team: 'payments', changes: [change({ subject: `${text} c`, says: `${text} c`, details: [`${text} c`] })] }]),
    );
    expect(withoutCode(page).split(raw).length).toBe(withoutCode(bare).split(raw).length);
    expect(page.split('\n').length).toBe(bare.split('\n').length);
  });
});

describe('the plan in a terminal', () => {
  it.each([80, 160])('keeps to %i columns', (width) => {
    const lines = textReport(
      planOf(
        [
          {
            team: 'payments',
            changes: [change({ says: 'word '.repeat(60).trim() }), change({ details: [`{"a":"${'x'.repeat(300)}"}`] })],
          },
        ],
        ['a'],
      ),
      plain,
      width,
    );
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(lines).toContain('Nothing changes for 1 other team.');
  });
});

describe('annotations', () => {
  it('are ten of a level at most, as GitHub shows them, those that need attention as warnings', () => {
    const commands = githubReport(many.impact);
    expect(commands.filter((line) => line.startsWith('::warning '))).toHaveLength(10);
    expect(commands.filter((line) => line.startsWith('::notice '))).toHaveLength(10);
    expect(commands[9]).toBe('::warning title=busbar plan::2,491 more; the job summary has them.');
    expect(commands[0]).toMatch(/^::warning file=config\/subscriptions\/billing-service\.yaml,line=4,col=5,title=team-0 notes::/);
  });
});
