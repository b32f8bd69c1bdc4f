import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTemplates } from '../../src/checks/check-templates';
import { busbar } from '../busbar';

jest.setTimeout(120_000);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'busbar-check-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, content: unknown) => {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const good = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };
/** One error. */
const open = {
  Resources: { Permission: { Type: 'AWS::Lambda::Permission', Properties: { Principal: 'events.amazonaws.com' } } },
};
/** One warning. */
const loose = `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: events.amazonaws.com }
            Action: sts:AssumeRole
`;

const found = (path = folder) =>
  checkTemplates([path]).findings.map(
    ({ rule, at: { file, line }, path: place }) => `${file.slice(folder.length + 1)}:${line} ${rule} ${place}`,
  );

describe('checkTemplates', () => {
  it('reads a cloud assembly with the stages in it, nested stacks and templates of any name', () => {
    const stack = (templateFile: string) => ({ type: 'aws:cloudformation:stack', properties: { templateFile } });
    write('manifest.json', { artifacts: { a: stack('a.template.json'), b: stack('named-by-hand.json'), stage: {} } });
    write('a.template.json', open);
    write('named-by-hand.json', open);
    write('aNested.nested.template.json', open);
    write('tree.json', open);
    write('asset.123/template.json', open);
    write('assembly-dev/manifest.json', {});
    write('assembly-dev/b.template.json', open);
    expect(found().map((each) => each.split(':')[0])).toEqual([
      'a.template.json',
      'aNested.nested.template.json',
      'assembly-dev/b.template.json',
      'named-by-hand.json',
    ]);
  });

  it('reads the templates of a folder and passes over what is none', () => {
    write('bus.yaml', loose);
    write('deep/er/functions.json', open);
    write('package.json', { name: 'x' });
    write('node_modules/x/t.json', open);
    write('notes.md', 'x');
    expect(checkTemplates([folder])).toMatchObject({ templates: 2, resources: 2, problems: [] });
    expect(found()).toEqual([
      'bus.yaml:7 Busbar-RoleForOneRule Properties/AssumeRolePolicyDocument/Statement/0',
      'deep/er/functions.json:1 Busbar-FunctionOpen Properties/Principal',
    ]);
  });

  it('does not pass over what was asked for by name', () => {
    const { problems } = checkTemplates([write('package.json', { name: 'x' })]);
    expect(problems.map(({ code }) => code)).toEqual(['template/not-a-template']);
  });
});

describe('busbar check templates', () => {
  it.each<[string, unknown, number, RegExp]>([
    ['accepts what is right', good, 0, /^ok {2}1 template, 1 resource: no problems$/m],
    ['tells of a warning', loose, 0, /a\.yaml:7:\d+ warning Busbar-RoleForOneRule/],
    [
      'fails for an error',
      open,
      1,
      /a\.yaml:1:\d+ error Busbar-FunctionOpen[^]*Permission Properties\/Principal[^]*→ Set SourceArn/,
    ],
    ['fails for what is no template', '[1, 2', 1, /a\.yaml:1:\d+ error syntax\/invalid-yaml/],
  ])('%s', (_, content, status, printed) => {
    const ended = busbar(['check', 'templates', write('a.yaml', content)]);
    expect(ended).toMatchObject({ status, stderr: '' });
    expect(ended.stdout).toMatch(printed);
  });

  it('prints JSON', () => {
    const { status, stdout } = busbar(['check', 'templates', write('a.json', open), '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      templates: 1,
      findings: [{ rule: 'Busbar-FunctionOpen', logicalId: 'Permission' }],
    });
  });

  it('exits with 2 where there is nothing, and with 3 for a broken assembly', () => {
    expect(busbar(['check', 'templates', join(folder, 'nothing')])).toMatchObject({ status: 2 });
    write('manifest.json', '{');
    expect(busbar(['check', 'templates', folder])).toMatchObject({ status: 3 });
  });
});
