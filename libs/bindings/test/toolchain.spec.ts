import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { TOOLCHAINS } from './toolchain';

const WORKSPACE = join(__dirname, '../../..');

/** Runs the specs of all languages with Jest, where no program can be found. */
function runWithoutToolchains(environment: Readonly<Record<string, string>>): {
  readonly status: number | null;
  readonly said: string;
} {
  const jest = join(WORKSPACE, 'node_modules/jest/bin/jest.js');
  const options = ['--config', 'libs/bindings/jest.config.cjs', '--runInBand', '--no-watchman'];
  const specs = Object.keys(TOOLCHAINS).map((language) => `/${language.toLowerCase()}/corpus\\.spec\\.ts$`);
  // Colour is what Nx asks for, and would stand between the words.
  const { BUSBAR_REQUIRE_TOOLCHAINS: _, FORCE_COLOR: __, ...inherited } = process.env;
  const { status, stderr } = spawnSync(process.execPath, [jest, ...options, ...specs], {
    cwd: WORKSPACE,
    encoding: 'utf8',
    env: { ...inherited, NO_COLOR: '1', PATH: '', ...environment },
  });
  return { status, said: stderr };
}

it('a missing toolchain is said, and the tests of its language are skipped', () => {
  const { status, said } = runWithoutToolchains({});
  for (const [language, { needs }] of Object.entries(TOOLCHAINS)) {
    expect(said).toContain(`${language} is not here (it needs ${needs}): its generated code is not tested.\n`);
  }
  expect(said).toMatch(/Test Suites: +3 skipped, 0 of 3 total/);
  expect(status).toBe(0);
}, 120_000);

it('a missing toolchain fails where it is required', () => {
  const { status, said } = runWithoutToolchains({ BUSBAR_REQUIRE_TOOLCHAINS: '1' });
  for (const [language, { needs }] of Object.entries(TOOLCHAINS)) {
    expect(said).toContain(`${language} is not here (it needs ${needs}), and BUSBAR_REQUIRE_TOOLCHAINS=1 asks for it.`);
  }
  expect(said).toMatch(/Test Suites: +3 failed, 3 total/);
  expect(status).toBe(1);
}, 120_000);
