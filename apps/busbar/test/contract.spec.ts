import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { copyTestCompany } from '@busbar/test-company';
import { busbar } from './busbar';

jest.setTimeout(180_000);

const status = 'config/events/delivery/status.updated';

/** The test company in a folder of its own. */
class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'busbar-contract-'));

  constructor() {
    copyTestCompany(this.folder);
  }

  run(...args: string[]) {
    return busbar(['contract', ...args], { cwd: this.folder });
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  edit(path: string, find: string, put: string): void {
    const text = this.read(path);
    expect(text.split(find)).toHaveLength(2);
    writeFileSync(join(this.folder, path), text.replace(find, put));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

let copy: Copy;
beforeEach(() => {
  copy = new Copy();
});
afterEach(() => {
  copy.remove();
});

/** Makes "delayMinutes" disappear and "stopsBefore" required. */
function breakStatus(): void {
  const draft = `${status}/v1/draft.schema.json`;
  copy.edit(draft, '"delayMinutes": {', '"lateMinutes": {');
  copy.edit(draft, '"changedAt", "carrier"]', '"changedAt", "carrier", "stopsBefore"]');
}

describe('busbar contract check', () => {
  it('is content with the test company', () => {
    expect(busbar(['contract', 'check'])).toMatchObject({ status: 0, stdout: 'ok  19 contracts: no problems\n', stderr: '' });
  });

  it('shows a break with its position, the event that shows it, and who is hit', () => {
    breakStatus();
    const { status: exit, stdout } = copy.run('check', 'delivery.status.updated@1');
    expect(exit).toBe(1);
    const [, counterexample = ''] = /refused by the draft because .*?: (\{.*\})$/m.exec(stdout) ?? [];
    expect(Object.keys(JSON.parse(counterexample) as object)).not.toContain('stopsBefore');
    expect(stdout).toMatch(
      /^config\/events\/delivery\/status\.updated\/v1\/draft\.schema\.json:\d+:\d+ error compatibility\/property-became-required$/m,
    );
    expect(stdout).toMatch(/hits notification-service\/late-deliveries filters on delayMinutes \(team engagement\)/);
    expect(stdout).toMatch(/→ .*busbar contract major/);
  });

  it('prints the same as JSON, workflow commands, SARIF and JUnit', () => {
    breakStatus();
    const { problems } = JSON.parse(copy.run('check', '--format', 'json').stdout) as { problems: { code: string }[] };
    expect(problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['compatibility/property-became-required', 'compatibility/property-renamed']),
    );
    expect(copy.run('check', '--format', 'github').stdout).toMatch(
      /^::error file=config\/events\/.*,line=\d+,col=\d+,title=compatibility\/property-renamed::/m,
    );
    const sarif = JSON.parse(copy.run('check', '--format', 'sarif').stdout) as {
      runs: [{ results: object[]; tool: { driver: { rules: object[] } } }];
    };
    expect(sarif.runs[0].results).toHaveLength(problems.length);
    const junit = copy.run('check', '--format', 'junit').stdout;
    expect(junit.match(/<failure /g)).toHaveLength(2);
    expect(junit).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="\d+" failures="2"/);
  });

  it('finds a released file that was changed', () => {
    copy.edit(`${status}/v1/1.0.0.schema.json`, '"title"', '"title" ');
    const { status: exit, stdout } = copy.run('check');
    expect(exit).toBe(1);
    expect(stdout).toContain(`${status}/v1/1.0.0.schema.json:1:1 error ledger/hash-mismatch`);
    expect(copy.run('log', 'delivery.status.updated').stdout).toContain('CHANGED SINCE');
  });
});

describe('busbar contract diff and impact', () => {
  it('compare any two versions', () => {
    const { stdout } = copy.run('diff', 'delivery.status.updated', '--from', '1.0.0', '--to', '1.1.0', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ from: '1.0.0', to: '1.1.0', bump: 'minor' }]);
  });

  it('compare across majors, and log all of an event', () => {
    const { stdout } = copy.run('diff', 'device.battery.low', '--from', '1.0.0', '--to', '2.0.0', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ type: 'device.battery.low@2', from: '1.0.0', to: '2.0.0', bump: 'major' }]);
    const log = (name: string) =>
      (JSON.parse(copy.run('log', name, '--json').stdout) as { version: string }[]).map(({ version }) => version);
    expect([log('device.battery.low'), log('device.battery.low@1')]).toEqual([['1.0.0', '2.0.0'], ['1.0.0']]);
  });

  it('tell who depends on what', () => {
    const { subscribers } = JSON.parse(copy.run('impact', 'delivery.status.updated@1', '--json').stdout) as {
      subscribers: object[];
    };
    expect(subscribers).toContainEqual(
      expect.objectContaining({ service: 'notification-service', subscription: 'late-deliveries', filters: ['delayMinutes'] }),
    );
  });

  it('export says what it wrote as JSON', () => {
    const { format, out, files } = JSON.parse(copy.run('export', 'backstage', '--json').stdout) as {
      format: string;
      out: string;
      files: string[];
    };
    expect({ format, out }).toEqual({ format: 'backstage', out: 'exports/backstage' });
    expect(files.map((file) => copy.read(`${out}/${file}`).length > 0)).toEqual(files.map(() => true));
  });

  it.each([
    [['diff', 'delivery.status.updated', '--from', '9.0.0'], /has no version "9\.0\.0"/],
    [['diff', '--from', '1.0.0'], /need an event type/],
    [['impact', 'delivery.status.updatd@1'], /Did you mean "delivery\.status\.updated@1"/],
    [['explain', 'naming/nothing'], /There is no problem code/],
    [['deprecate', 'delivery.status.updated@1', '--sunset', '2027-02-30'], /must be a day/],
    [['new', 'nowhere.parcel.scanned'], /There is no domain "nowhere"/],
    [['new', 'delivery.status.updated'], /There is an event/],
  ])('%j is wrong usage', (args, message) => {
    const { status: exit, stdout, stderr } = copy.run(...args);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('the life of a contract', () => {
  it('goes from new to retired, and every step leaves config/ without an error', () => {
    const ok = (...args: string[]) => {
      const ended = copy.run(...args);
      expect({ args, stderr: ended.stderr, status: ended.status }).toMatchObject({ args, status: 0 });
      return ended.stdout;
    };
    const made = JSON.parse(ok('new', 'delivery.parcel.scanned', '--publisher', 'delivery-service', '--json')) as object;
    expect(made).toMatchObject({
      type: 'delivery.parcel.scanned@1',
      files: expect.arrayContaining(['config/events/delivery/parcel.scanned/event.yaml']) as string[],
    });
    expect(ok('check')).toContain('20 contracts: no problems');
    expect(ok('release', 'delivery.parcel.scanned@1', '--reason', 'First.', '--by', 'ann')).toContain('1.0.0 (initial)');
    const draft = 'config/events/delivery/parcel.scanned/v1/draft.schema.json';
    copy.edit(
      draft,
      '"properties": {',
      '"properties": {\n    "scannerId": { "type": "string", "description": "Which device.", "maxLength": 40 },',
    );
    expect(ok('diff')).toMatch(/delivery\.parcel\.scanned@1 {2}1\.0\.0 → draft: minor release/);
    expect(ok('release', 'delivery.parcel.scanned', '--reason', 'Which device.', '--by', 'ann')).toContain('1.1.0 (minor)');
    expect(copy.read('config/events/delivery/parcel.scanned/CHANGELOG.md')).toContain('- "scannerId" was added');
    copy.edit(draft, '"parcelId",\n', '');
    expect(copy.run('release', 'delivery.parcel.scanned@1', '--reason', 'No ids.')).toMatchObject({ status: 1, stdout: '' });
    expect(JSON.parse(ok('major', 'delivery.parcel.scanned', '--json'))).toMatchObject({ type: 'delivery.parcel.scanned@2' });
    ok('release', 'delivery.parcel.scanned@2', '--reason', 'No ids.', '--by', 'bob');
    expect(copy.run('retire', 'delivery.parcel.scanned@1').stderr).toContain('Deprecate it first');
    const ended = ok('deprecate', 'delivery.parcel.scanned@1', '--replacement', 'delivery.parcel.scanned@2', '--json');
    expect(JSON.parse(ended)).toMatchObject({ type: 'delivery.parcel.scanned@1', subscriptions: [] });
    expect(copy.run('retire', 'delivery.parcel.scanned@1').stderr).toContain('may be published until');
    const log = JSON.parse(ok('log', 'delivery.parcel.scanned@1', '--json')) as {
      version: string;
      bump: string;
      intact: boolean;
    }[];
    expect(log.map(({ version, bump, intact }) => [version, bump, intact])).toEqual([
      ['1.0.0', 'initial', true],
      ['1.1.0', 'minor', true],
    ]);
    expect(copy.run('check')).toMatchObject({ status: 0 });
  });

  it('names the subscriptions that keep a type from being retired', () => {
    expect(copy.run('retire', 'access.entry.recorded@1')).toMatchObject({ status: 1 });
    expect(copy.run('retire', 'access.entry.recorded@1').stderr).toContain(
      'still subscribed to by property-service/old-visitor-log',
    );
  });

  it('tells from git which commit brought a release', () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
        cwd: copy.folder,
        encoding: 'utf8',
      });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '-m', 'All');
    const [first] = JSON.parse(copy.run('log', '--json').stdout) as [{ commit: { author: string; hash: string } }];
    expect(first.commit).toMatchObject({ author: 'Ann', hash: git('rev-parse', '--short', 'HEAD').trim() });
  });
});

describe('busbar contract import', () => {
  const parcels = Array.from({ length: 3 }, (_, number) => ({
    'detail-type': 'delivery.parcel.scanned@1',
    source: 'larkhill.delivery',
    detail: { parcelId: `0192f3a4-5b6c-7d8e-9f01-23456789abc${number}`, scannedAt: '2026-05-04T08:15:30Z' },
  }));
  const ndjson = parcels.map((event) => JSON.stringify(event)).join('\n');
  const folder = 'config/events/delivery/parcel.scanned';

  it('makes a draft of events from standard input; once descriptions are written, it can be released', () => {
    const made = busbar(['contract', 'import', '-', '--publisher', 'delivery-service'], { cwd: copy.folder, input: ndjson });
    expect(made).toMatchObject({ status: 0 });
    expect(made.stdout).toMatch(/^made delivery\.parcel\.scanned@1, a draft, from 3 samples: nothing was lost$/m);
    expect(made.stdout).toContain('replace personal data');
    const unfinished = copy.run('lint', 'delivery.parcel.scanned').stdout;
    expect(unfinished.match(/ error docs\/unfinished-text$/gm)).toHaveLength(4);
    for (const file of ['event.yaml', 'v1/draft.schema.json'])
      writeFileSync(
        join(copy.folder, folder, file),
        copy
          .read(`${folder}/${file}`)
          .replaceAll(/TODO: [^"\\]*(?:\\"[^"\\]*\\"[^"\\]*)?/g, 'Somebody held a parcel before a scanner.'),
      );
    expect(copy.run('release', 'delivery.parcel.scanned', '--reason', 'First.', '--by', 'ann')).toMatchObject({ status: 0 });
  });

  it('prints the draft, or everything as JSON, and writes nothing in a dry run', () => {
    writeFileSync(join(copy.folder, 'events.ndjson'), ndjson);
    const dry = copy.run('import', 'events.ndjson', '--publisher', 'delivery-service', '--dry-run');
    expect(JSON.parse(dry.stdout)).toMatchObject({ title: 'Parcel scanned', required: ['parcelId', 'scannedAt'] });
    const json = copy.run('import', 'events.ndjson', '--publisher', 'delivery-service', '--dry-run', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      name: 'delivery.parcel.scanned',
      from: 'events',
      samples: 3,
      written: false,
      draft: { title: 'Parcel scanned' },
      problems: [],
    });
    expect(copy.run('check').stdout).toContain('19 contracts');
  });

  it('says of a schema line by line what contracts cannot say', () => {
    const schema = { type: 'object', properties: { id: { type: 'string', not: { const: '' } }, at: {} } };
    writeFileSync(join(copy.folder, 'in.json'), JSON.stringify(schema, null, 2));
    const { status: exit, stderr } = copy.run(
      'import',
      'in.json',
      '--name',
      'delivery.parcel.lost',
      '--publisher',
      'delivery-service',
    );
    expect(exit).toBe(0);
    expect(stderr).toContain(
      'in.json:6:7 warning import/accepts-more\n  "not" was left out: the draft accepts what it forbids.\n',
    );
    expect(stderr).toContain('in.json:10:5 warning import/field-left-out\n  The field "at" was left out');
  });

  it.each([
    ['no name', ['import', 'in.json'], '{"a":1}', 2, /does not say what the event is called/],
    ['a name in use', ['import', 'in.json', '--name', 'delivery.status.updated'], '{"a":1}', 2, /There is an event/],
    ['a domain that is not there', ['import', 'in.json', '--name', 'no.parcel.lost'], '{"a":1}', 2, /There is no domain "no"/],
    ['no file', ['import', 'gone.json'], '', 2, /"gone\.json" cannot be read: ENOENT/],
    ['no JSON', ['import', 'in.json'], '{"a":', 1, /^in\.json:1:6 error syntax\/invalid-json$/m],
  ])('refuses %s', (_, args, text, exit, message) => {
    writeFileSync(join(copy.folder, 'in.json'), text);
    const ended = copy.run(...args);
    expect([ended.status, ended.stdout]).toEqual([exit, '']);
    expect(ended.stderr).toMatch(message);
  });
});

describe('publishing what is deprecated', () => {
  const publish = () => busbar(['publish', 'access.entry.recorded@1', '--example', 'opened', '--dry-run'], { cwd: copy.folder });

  it('warns until the sunset, and is refused afterwards', () => {
    const files = ['config/events/access/entry.recorded/event.yaml', 'config/events/ledger.json'];
    for (const file of files) copy.edit(file, '2027-03-31', '2199-03-31');
    const before = publish();
    expect(before.status).toBe(0);
    expect(before.stderr).toContain('is deprecated; it may be published until 2199-03-31');
    for (const file of files) copy.edit(file, '2199-03-31', '2026-03-31');
    const after = publish();
    expect(after).toMatchObject({ status: 1, stdout: '' });
    expect(after.stderr).toContain('The sunset of access.entry.recorded@1 was on 2026-03-31');
    expect(copy.run('check').stdout).toContain('lifecycle/past-sunset');
  });
});

describe('SARIF', () => {
  it('has what its schema requires', () => {
    breakStatus();
    const report: unknown = JSON.parse(copy.run('check', '--format', 'sarif').stdout);
    // The parts of the 2.1.0 schema that GitHub code scanning insists on.
    const location = {
      type: 'object',
      required: ['physicalLocation'],
      properties: { physicalLocation: { type: 'object', required: ['artifactLocation', 'region'] } },
    };
    const result = {
      type: 'object',
      required: ['ruleId', 'message', 'locations'],
      properties: {
        level: { enum: ['none', 'note', 'warning', 'error'] },
        locations: { type: 'array', minItems: 1, items: location },
      },
    };
    const valid = new Ajv().validate(
      {
        type: 'object',
        required: ['version', 'runs'],
        properties: {
          version: { const: '2.1.0' },
          runs: {
            type: 'array',
            items: { type: 'object', required: ['tool', 'results'], properties: { results: { type: 'array', items: result } } },
          },
        },
      },
      report,
    );
    expect(valid).toBe(true);
  });
});
