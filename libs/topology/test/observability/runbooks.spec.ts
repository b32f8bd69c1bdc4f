import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmKinds, type AlarmKind } from '../../src/index';

const folder = join(__dirname, '../../../../docs/runbooks');
const kinds = Object.keys(alarmKinds).sort() as AlarmKind[];

describe('runbooks', () => {
  it('there is one for each kind of alarm, and none for anything else', () => {
    const books = readdirSync(folder).filter((file) => file !== 'README.md');
    expect(books.map((file) => file.replace(/\.md$/, '')).sort()).toEqual(kinds);
  });

  it.each(kinds)('%s says what it means, where to look first, how to mend it and what to redrive', (kind) => {
    const text = readFileSync(join(folder, `${kind}.md`), 'utf8');
    const [title = '', ...sections] = text.split(/^#{1,2} /m).slice(1);
    expect(title).toMatch(new RegExp(`^\`${kind}\`: .+\\n\\n.{40}`));
    expect(sections.map((section) => section.split('\n')[0])).toEqual(['First look', 'Mend', 'Redrive']);
    expect(sections[0]).toMatch(/^```\n(?:aws|npx|QUEUE_URL=)/m);
    for (const section of sections) expect(section.trim().length).toBeGreaterThan(40);
    const links = [...text.matchAll(/\]\(([a-z-]+)\.md\)/g)].map(([, other]) => other);
    expect(links.filter((other) => !kinds.includes(other as AlarmKind))).toEqual([]);
  });
});
