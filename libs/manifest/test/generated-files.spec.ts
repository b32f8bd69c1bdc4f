import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { testCompanyConfig, testCompanyFiles, testCompanyRoot } from '@busbar/test-company';
import { generatedFiles, REGENERATE } from '../scripts/generated-files';

describe('files made from code', () => {
  it.each([...generatedFiles()])(`%s is up to date (${REGENERATE})`, (path, text) => {
    expect(readFileSync(join(testCompanyConfig, path), 'utf8')).toBe(text);
  });
});

describe('YAML files of the test company', () => {
  const yaml = [...testCompanyFiles()].filter(([path]) => path.endsWith('.yaml'));

  it.each(yaml)('%s names its schema for editors', (path, text) => {
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
    const target = posix.join(dirname(path), schema ?? '');
    expect(target).toMatch(/^config\/\.schemas\/[a-z]+\.schema\.json$/);
    expect(existsSync(join(testCompanyRoot, target))).toBe(true);
  });
});
