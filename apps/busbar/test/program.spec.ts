import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTestCompany, testCompanyRoot } from '@busbar/test-company';
import { busbar } from './busbar';

jest.setTimeout(180_000);

describe('help and usage', () => {
  it('tells all verbs', () => {
    const { status, stdout } = busbar(['--help']);
    expect(status).toBe(0);
    for (const verb of ['validate', 'plan', 'synth', 'up', 'demo', 'env', 'publish', 'bindings']) expect(stdout).toContain(verb);
  });

  it.each(['validate', 'plan', 'synth', 'up', 'demo', 'env', 'publish'])('explains %s', (verb) => {
    const { status, stdout } = busbar([verb, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`Usage: busbar ${verb}`);
  });

  it.each([
    ['an unknown verb', ['frobnicate']],
    ['an unknown option', ['validate', '--frobnicate']],
    ['an unknown stage', ['plan', '--stage', 'nowhere']],
    ['a port that is none', ['up', '--port', '99999']],
    ['a folder that is not there', ['validate', '--config', 'no/such/folder']],
    ['a file for a folder', ['validate', '--config', 'package.json']],
    ['a missing argument', ['env']],
    ['an unknown service', ['env', 'nobody']],
    ['an unknown event type', ['publish', 'delivery.status.updatd@1', '--example', 'delivered']],
    ['an unknown example', ['publish', 'delivery.status.updated@1', '--example', 'nothing']],
    ['data that is not JSON', ['publish', 'delivery.status.updated@1', '-']],
  ])('exits with 2 and says what to do for %s', (_, args) => {
    const { status, stdout, stderr } = busbar(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: /m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('suggests the event type that was meant', () => {
    expect(busbar(['publish', 'delivery.status.updatd@1', '--example', 'x']).stderr).toContain(
      'Did you mean "delivery.status.updated@1"?',
    );
  });
});

describe('what the environment does not allow', () => {
  it('is told as it is, with 3, and not as a defect of busbar', () => {
    const { status, stderr } = busbar(['synth', '--out', testCompanyRoot]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^error: .*is not empty and not a cloud assembly/m);
    expect(stderr).not.toMatch(/defect|^\s+at /m);
  });

  it('includes that there is no config/ here or above', () => {
    const { status, stderr } = busbar(['validate'], { cwd: tmpdir() });
    expect(status).toBe(3);
    expect(stderr).toMatch(/^error: There is no config\/platform\.yaml/m);
  });

  it('includes a company without a demo, found before anything is started', () => {
    const folder = mkdtempSync(join(tmpdir(), 'busbar-test-'));
    try {
      copyTestCompany(folder);
      const file = join(folder, 'config/platform.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^ {2}demo: .*\n/m, ''));
      const { status, stderr } = busbar(['up', '--demo', '--port', '0'], { cwd: folder });
      expect(status).toBe(3);
      expect(stderr).toMatch(/^error: This company has no demo\.\n→ /m);
      expect(stderr).not.toContain('templates');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('includes a port that is in use, found before anything is read, with the next one that is free', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { status, stderr } = busbar(['up', '--port', String((taken.address() as AddressInfo).port)]);
    taken.close();
    expect(status).toBe(3);
    expect(stderr).toMatch(/^error: Port \d+ on 127\.0\.0\.1 is in use\.\n→ .*`--port \d+`/m);
    expect(stderr).not.toContain('config');
    expect(stderr).not.toContain('defect');
  });
});

describe('validate', () => {
  it('is content with the test company', () => {
    const { status, stdout } = busbar(['validate', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
  });

  it('prints every problem with its position and exits with 1', () => {
    const folder = mkdtempSync(join(tmpdir(), 'busbar-test-'));
    try {
      copyTestCompany(folder);
      const file = join(folder, 'config/subscriptions/billing-service.yaml');
      const text = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        text
          .replace('status: [DELIVERED]', 'status: [DELIVERD]')
          .replace('eventType: property.resident.moved-in@1', 'eventType: property.resident.moved-inn@1'),
      );
      const { status, stderr, stdout } = busbar(['validate'], { cwd: folder });
      expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
      expect(stdout).toMatch(/^config\/subscriptions\/billing-service\.yaml:\d+:\d+ error subscription\/unknown-event/m);
      expect(stdout).toMatch(/DELIVERD/);
      expect(stdout).toContain('2 errors');
      const elsewhere = busbar(['validate', '--config', '../config'], { cwd: join(folder, 'config') }).stdout;
      const [shown = ''] = /^[^:\s]*billing-service\.yaml/m.exec(elsewhere) ?? [];
      expect(readFileSync(join(folder, 'config', shown), 'utf8')).toContain('DELIVERD');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what others wrote', () => {
  it('neither acts on a terminal nor forges a line, be it in a file name or in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'busbar-test-'));
    try {
      copyTestCompany(folder);
      writeFileSync(join(folder, 'config/subscriptions/\u001b]0;x\u0007\n::error::forged.yaml'), 'a: "\\e[2J\\r\\u202eb"\n');
      const { status, stdout, stderr } = busbar(['validate'], { cwd: folder });
      expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
      expect(stdout).toContain('\\u001b]0;x\\u0007\\n::error::forged.yaml');
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|^\s*::/m);
      const json = busbar(['validate', '--json'], { cwd: folder }).stdout;
      expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      const { problems } = JSON.parse(json) as { problems: { at: { file: string } }[] };
      expect(problems.map(({ at }) => at.file)).toContain('config/subscriptions/\u001b]0;x\u0007\n::error::forged.yaml');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('plan', () => {
  it('prints the topology of a stage, the same bytes every time', () => {
    const first = busbar(['plan', '--stage', 'prod', '--json']);
    expect(first.status).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ schema: 'busbar/topology@1', stage: 'prod' });
    expect(busbar(['plan', '--stage', 'prod', '--json']).stdout).toBe(first.stdout);
  });

  it('prints all stages for people', () => {
    const { status, stdout } = busbar(['plan']);
    expect(status).toBe(0);
    for (const heading of ['larkhill · dev', 'larkhill · staging', 'larkhill · prod', 'MAY PUBLISH', 'SUBSCRIBER', 'QUOTA']) {
      expect(stdout).toContain(heading);
    }
  });
});

describe('bindings generate --check', () => {
  it('finds the committed bindings as config/ says', () => {
    expect(busbar(['bindings', 'generate', '--language', 'ts', '--check'])).toMatchObject({ status: 0 });
  });

  it('finds what differs in a folder, and says what mends it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'busbar-out-'));
    try {
      const generate = ['bindings', 'generate', '--language', 'python', '--out', folder];
      expect(busbar(generate)).toMatchObject({ status: 0 });
      expect(busbar([...generate, '--check'])).toMatchObject({ status: 0 });
      writeFileSync(join(folder, 'src/larkhill_events/__init__.py'), '');
      expect(JSON.parse(busbar([...generate, '--check', '--json']).stdout)).toMatchObject([
        { language: 'python', folder, differences: [{ path: 'src/larkhill_events/__init__.py', state: 'changed' }] },
      ]);
      const { status, stderr } = busbar([...generate, '--check']);
      expect(status).toBe(1);
      expect(stderr).toContain(`${folder}/src/larkhill_events/__init__.py changed\n`);
      expect(stderr).toContain(`npx busbar bindings generate --language python --out ${folder}\``);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses an unknown language, and a folder that cannot be one', () => {
    expect(busbar(['bindings', 'generate', '--language', 'rust'])).toMatchObject({ status: 2 });
    const { status, stderr } = busbar(['bindings', 'generate', '--language', 'python', '--out', __filename]);
    expect(status).toBe(3);
    expect(stderr).toContain('cannot hold bindings: ENOTDIR');
    expect(stderr).toContain('--out');
  });
});

describe('env', () => {
  it('prints exports that a shell takes', () => {
    const { status, stdout } = busbar(['env', 'notification-service', '--port', '4711']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^export AWS_ENDPOINT_URL='http:\/\/127\.0\.0\.1:4711'$/m);
    expect(stdout).toMatch(/^export EVENT_BUS_ARN='arn:aws:events:[a-z0-9-]+:\d{12}:event-bus\/larkhill-events'$/m);
    expect(stdout).toMatch(/^export BOOKED_DELIVERIES_QUEUE_URL=/m);
  });

  it('takes the queues of the service before out of the shell', () => {
    const { stdout } = busbar(['env', 'notification-service']);
    const [unset = ''] = stdout.split('\n');
    expect(unset).toMatch(/^unset .*\bCOMPLETED_DELIVERIES_QUEUE_URL\b/);
    expect(unset).not.toContain('BOOKED_DELIVERIES_QUEUE_URL');
  });
});

describe('publish without a runtime', () => {
  it('exits with 3 and tells to start one', () => {
    const { status, stderr } = busbar(['publish', 'delivery.status.updated@1', '--example', 'delivered', '--port', '1']);
    expect(status).toBe(3);
    expect(stderr).toContain('busbar up');
  });

  it('prints the entry that any AWS tool can put', () => {
    const { status, stdout } = busbar(['publish', 'delivery.status.updated@1', '--example', 'delivered', '--dry-run']);
    expect(status).toBe(0);
    const [entry] = JSON.parse(stdout) as { Source: string; DetailType: string; Detail: string }[];
    expect(entry).toMatchObject({ Source: 'larkhill.delivery', DetailType: 'delivery.status.updated@1' });
    expect(JSON.parse(entry?.Detail ?? '')).toMatchObject({
      metadata: { publisher: 'delivery-service' },
      data: { status: 'DELIVERED' },
    });
  });

  it('finds a wrong event before it looks for one', () => {
    const { status, stdout, stderr } = busbar(['publish', 'delivery.status.updated@1', '--port', '1'], {
      input: '{"status":"GONE"}',
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/\/status .*\(enum\)/);
    expect(stderr).toMatch(/\/deliveryId .*\(required\)/);
    expect(stderr).not.toContain('GONE');
  });
});
