import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTestCompany } from '@busbar/test-company';
import { median, timeOfBusbar } from './processes/cpu-time';

/**
 * `busbar plan --base`, as whole processes: on the test company with one filter changed, and on one with 200 more accounts and
 * 2,000 more subscriptions, of which 20 changed. CPU time of the process; git's own is not counted.
 */
const accounts = 200;
const subscriptionsOfEach = 10;
const changedSubscriptions = 20;

const folder = mkdtempSync(join(tmpdir(), 'busbar-bench-'));
try {
  copyTestCompany(folder);
  git('init', '--quiet', '--initial-branch=main');
  commit();
  edit('config/subscriptions/billing-service.yaml', 'status: [DELIVERED]', 'status: [DELIVERED, FAILED]');
  measure('the test company, one filter changed', 1.5, 11);
  addAccounts();
  commit();
  for (let number = 0; number < changedSubscriptions; number++)
    edit(`config/subscriptions/${serviceName(number * 7)}.yaml`, 'status: [DELIVERED, ', 'status: [RETURNED, ');
  measure(`${accounts} accounts × ${accounts * subscriptionsOfEach} subscriptions, ${changedSubscriptions} changed`, 8, 3);
} finally {
  rmSync(folder, { recursive: true });
}

function measure(what: string, goalCpuSeconds: number, runs: number): void {
  const samples = Array.from({ length: runs + 1 }, () => timeOfBusbar(['plan', '--base', 'main', '--json'], folder)).slice(1);
  const cpu = median(samples.map((sample) => sample.cpu));
  const wall = median(samples.map((sample) => sample.wall));
  console.log(`${what}: ${cpu.toFixed(2)} s CPU (goal ${goalCpuSeconds}), ${wall.toFixed(2)} s wall`);
  const failed = samples.find(({ status }) => status !== 0);
  if (failed) console.log(failed.stderr.split('\n').slice(0, 12).join('\n'));
  if (failed || cpu > goalCpuSeconds) process.exitCode = 1;
}

function serviceName(number: number): string {
  return `bench-${String(number).padStart(3, '0')}`;
}

/** Services of one team, each in an account of its own in the stage dev. */
function addAccounts(): void {
  const organization = join(folder, 'config/organization.json');
  const snapshot = JSON.parse(readFileSync(organization, 'utf8')) as { accounts: { parentId: string }[] };
  const [first] = snapshot.accounts;
  for (let number = 0; number < accounts; number++) {
    const service = serviceName(number);
    const account = String(900_000_000_000 + number);
    snapshot.accounts.push({
      ...{ id: account, name: service, email: `${service}@larkhill.example`, state: 'ACTIVE' },
      parentId: first?.parentId ?? '',
    } as (typeof snapshot.accounts)[number]);
    writeFileSync(
      join(folder, `config/services/${service}.yaml`),
      `name: ${service}\ndescription: Measures.\nowner: payments\naccounts: { dev: "${account}" }\n`,
    );
    const file = join(folder, `config/subscriptions/${service}.yaml`);
    writeFileSync(file, `service: ${service}\nsubscriptions:\n`);
    for (let at = 0; at < subscriptionsOfEach; at++) appendFileSync(file, subscription(number, at));
  }
  writeFileSync(organization, JSON.stringify(snapshot, null, 2));
  appendFileSync(join(folder, 'config/platform.yaml'), 'raisedQuotas: { events/invocations-per-second: 1000000 }\n');
}

/** Filters of one account differ, so that the routes have something to unite. */
function subscription(number: number, at: number): string {
  const [eventType, filter] = [
    ['delivery.status.updated@1', `{ status: [DELIVERED, FAILED], carrier: [{ prefix: ${'abcdefghij'[number % 10] ?? ''} }] }`],
    ['delivery.attempt.failed@1', `{ attempt: [{ numeric: [">", ${(number % 4) + 1}] }] }`],
    ['access.entry.recorded@2', `{ entranceId: [{ prefix: ent-${number % 10} }, { wildcard: "ent-*-gate" }] }`],
    ['device.tamper.detected@1', '{ severity: [CRITICAL] }'],
    ['delivery.order.scheduled@1', `{ serviceLevel: [SAME_DAY, EXPRESS], merchant: [{ anything-but: m${number} }] }`],
  ][at % 5] as [string, string];
  return `  - { name: s${at}, description: Number ${at}., eventType: ${eventType}${at < 5 ? `, filter: ${filter}` : ''} }\n`;
}

function edit(path: string, find: string, put: string): void {
  const file = join(folder, path);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(find)) throw new Error(`"${find}" is not in ${path}.`);
  writeFileSync(file, text.replace(find, put));
}

function git(...args: string[]): void {
  const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@larkhill.example', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: folder });
}

function commit(): void {
  git('add', '--all');
  git('commit', '--quiet', '-m', 'measure');
}
