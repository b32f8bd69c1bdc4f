import { parseManifest } from '@busbar/manifest';
import { testCompanyFiles } from '@busbar/test-company';
import { BrokenMarkersError, ownedPaths, renderSection, withSection } from '../../src/codeowners/section';

function manifestWith(edits: Readonly<Record<string, (text: string) => string>> = {}) {
  const files = new Map(testCompanyFiles());
  for (const [path, edit] of Object.entries(edits)) files.set(path, edit(files.get(path) ?? ''));
  const { manifest } = parseManifest(files);
  if (!manifest) throw new Error('The test company has errors.');
  return manifest;
}

const grant = 'config/events/access/grant.issued/event.yaml';
const approvals = ['delivery-service', 'property-service', 'device-service']
  .map((service) => `  - { service: ${service}, approver: Ada, date: 2026-11-30 }\n`)
  .join('');
const gated = manifestWith({ [grant]: (text) => `${text}subscribe: approval\napprovals:\n${approvals}` });

/** As GitHub decides: the last line that matches. */
function reviewersOf(path: string, manifest = gated): readonly string[] | undefined {
  return ownedPaths(manifest, 'config').findLast(
    (owned) => path === owned.path || (owned.path.endsWith('/') && path.startsWith(owned.path)),
  )?.teams;
}

describe('the owners of paths', () => {
  it.each([
    ['/config/platform.yaml', ['platform']],
    ['/config/stages/prod.yaml', ['platform']],
    ['/config/teams.yaml', ['platform']],
    ['/.github/CODEOWNERS', ['platform']],
    ['/config/events/ledger.json', []],
    ['/config/events/delivery/status.updated/v1/draft.schema.json', ['fulfilment']],
    ['/config/services/billing-service.yaml', ['payments']],
    ['/config/subscriptions/notification-service.yaml', ['engagement']],
  ])('of %s are %j', (path, teams) => {
    expect(reviewersOf(path)).toEqual(teams);
  });

  it('of subscriptions to an event that needs approval are also those of the event', () => {
    expect(reviewersOf('/config/subscriptions/device-service.yaml')).toEqual(['devices', 'access-control']);
    expect(reviewersOf('/config/subscriptions/device-service.yaml', manifestWith())).toEqual(['devices']);
  });

  it('of an event that another team than the domain’s answers for are that team', () => {
    const manifest = manifestWith({ [grant]: (text) => text.replace('owner: access-control', 'owner: devices') });
    expect(reviewersOf('/config/events/access/grant.issued/event.yaml', manifest)).toEqual(['devices']);
    expect(reviewersOf('/config/events/access/grant.revoked/event.yaml', manifest)).toEqual(['access-control']);
  });

  it('of the platform are the team that platform.yaml names', () => {
    const manifest = manifestWith({ 'config/platform.yaml': (text) => `${text}\nowner: devices\n` });
    expect(reviewersOf('/config/platform.yaml', manifest)).toEqual(['devices']);
  });

  it('are of paths below the folder, wherever that is', () => {
    expect(ownedPaths(gated, 'libs/larkhill/config')[0]?.path).toBe('/libs/larkhill/config/');
    expect(ownedPaths(gated, '').map(({ path }) => path)).toContain('/services/billing-service.yaml');
  });
});

describe('the section', () => {
  const section = renderSection(
    [
      { path: '/my config/', teams: ['a', 'b'] },
      { path: '/x/', teams: [], comment: 'Free.' },
    ],
    new Map([
      ['a', 'acme/a'],
      ['b', 'acme/b'],
    ]),
  );

  it('has a line for each path, with spaces escaped', () => {
    expect(section.split('\n').slice(1, -1)).toEqual(['/my\\ config/ @acme/a @acme/b', '# Free.', '/x/']);
  });

  it('is the whole of a new file, ending in a newline', () => {
    expect(withSection('', section)).toBe(`${section}\n`);
  });

  it('comes after what people wrote, and takes the place of the one before', () => {
    const first = withSection('* @acme/everybody', section);
    expect(first).toBe(`* @acme/everybody\n\n${section}\n`);
    const around = `${first}\n/docs/ @acme/writers`;
    expect(withSection(around, section)).toBe(around);
    expect(withSection(around.replace('/x/', '/y/'), section)).toBe(around);
  });

  it('keeps the line ends of the file', () => {
    const windows = withSection('* @acme/everybody\r\n', section);
    expect(windows.replaceAll('\r\n', '')).not.toContain('\n');
    expect(withSection(windows, section)).toBe(windows);
  });

  it.each([
    ['a begin without an end', section.split('\n').slice(0, -1).join('\n')],
    ['an end without a begin', section.split('\n').slice(1).join('\n')],
    ['two sections', `${section}\n${section}`],
    ['an end before its begin', section.split('\n').reverse().join('\n')],
  ])('is not guessed for %s', (_, text) => {
    expect(() => withSection(text, section)).toThrow(BrokenMarkersError);
  });
});
