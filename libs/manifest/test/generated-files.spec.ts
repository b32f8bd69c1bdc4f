import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { generatedFiles, REGENERATE } from '../scripts/generated-files';
import { sampleCompany } from './sample-company';

const root = join(__dirname, '../../..');

describe('files made from code', () => {
  it.each([...generatedFiles()])(`%s is up to date (${REGENERATE})`, (path, text) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });
});

describe('YAML files of the sample company', () => {
  const yaml = [...sampleCompany()].filter(([path]) => path.endsWith('.yaml'));

  it.each(yaml)('%s names its schema for editors', (path, text) => {
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
    const target = posix.join(dirname(path), schema ?? '');
    expect(target).toMatch(/^config\/\.schemas\/[a-z]+\.schema\.json$/);
    expect(existsSync(join(root, target))).toBe(true);
  });
});
