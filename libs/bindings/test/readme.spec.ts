import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as ts from 'typescript';
import * as bindings from '../src';
import * as contracts from '@busbar/contracts';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
const MODULES: Readonly<Record<string, unknown>> = { '@busbar/bindings': bindings, '@busbar/contracts': contracts };

it('the example of the README prints what it says', () => {
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const expected = Array.from(example.matchAll(/^\/\/ (.*)$/gm), ([, line]) => line);
  const code = ts.transpile(example, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 });
  const printed: string[] = [];
  const load = (name: string): unknown => MODULES[name] ?? createRequire(__filename)(name);
  new Function('require', 'exports', 'console', code)(load, {}, { log: (line: string) => printed.push(line) });
  expect(printed).toEqual(expected);
  expect(printed.length).toBeGreaterThan(3);
});
