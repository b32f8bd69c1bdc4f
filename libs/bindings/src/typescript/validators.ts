import Ajv, { _, type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { formats, type Contract } from '@busbar/contracts';
import { BindingsError } from '../errors';
import { viewSchema } from '../views';

/** What Ajv's code calls at run time, and what `@busbar/client/validation` calls it. */
const RUNTIME: Readonly<Record<string, string>> = { equal: 'sameJson', ucs2length: 'codePoints' };

/**
 * A module that exports `publisherView` and `consumerView`: two checks in Ajv's standalone form, which need no Ajv and no
 * `eval`. They collect all errors.
 *
 * @throws BindingsError when the schema uses what bindings do not know
 */
export function validatorModule(contract: Contract, header: string): string {
  const code = compact(standalone(contract)).replace(/require\("ajv\/dist\/runtime\/(\w+)"\)\.default/g, (call, name: string) => {
    const replacement = RUNTIME[name];
    if (replacement === undefined) throw new BindingsError(`"${contract.type}" needs "${call}", which bindings do not have.`);
    return replacement;
  });
  if (code.includes('require(')) throw new BindingsError(`The validator of "${contract.type}" would load a module.`);
  const used = ['formats', ...Object.values(RUNTIME)].filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  const imports = used.length > 0 ? `import { ${used.sort().join(', ')} } from '@busbar/client/validation';\n\n` : '';
  const noTypes = "// @ts-nocheck - Ajv's code has no types; the module beside it gives its exports theirs.";
  return `${noTypes}\n${header}\n${imports}${code.trim()}\n`;
}

function standalone({ schema, type }: Contract): string {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    discriminator: true,
    messages: false,
    code: { source: true, esm: true, lines: true, optimize: 2, formats: _`formats` },
  });
  for (const [name, check] of Object.entries(formats)) ajv.addFormat(name, check);
  for (const keyword of [textLength('minLength'), textLength('maxLength'), multipleOf]) {
    ajv.removeKeyword(keyword.keyword as string).addKeyword(keyword);
  }
  try {
    ajv.addSchema(viewSchema(schema, 'publisher'), 'publisherView').addSchema(viewSchema(schema, 'consumer'), 'consumerView');
    const code = standaloneCode(ajv, { publisherView: 'publisherView', consumerView: 'consumerView' });
    return code.replace('"use strict";', '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BindingsError(`No validator can be made of "${type}": ${reason}.`);
  }
}

const ADD_ERROR = '(vErrors ??= []).push($1);';

/** The same code in fewer words. Where in the schema an error came from is left out: nobody reads it. */
function compact(code: string): string {
  return code
    .replace(/if\(vErrors === null\)\{\nvErrors = \[(\w+)\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}/g, ADD_ERROR)
    .replace(/\bschemaPath:"(?:[^"\\]|\\.)*",/g, '');
}

/**
 * Ajv's own keyword counts the code points of every text. UTF-16 units bound them from both sides, so that texts of ordinary
 * length need no counting: on an event of 20 KB that is most of the time.
 */
function textLength(keyword: string): CodeKeywordDefinition {
  return {
    keyword,
    type: 'string',
    schemaType: 'number',
    error: { message: '', params: ({ schemaCode }) => _`{limit: ${schemaCode}}` },
    code(cxt: KeywordCxt) {
      const { data, schema: limit } = cxt;
      cxt.fail(
        keyword === 'maxLength'
          ? _`${data}.length > ${limit} && codePoints(${data}) > ${limit}`
          : _`${data}.length < ${limit} || (${data}.length < ${limit * 2} && codePoints(${data}) < ${limit})`,
      );
    },
  };
}

/** Ajv's own refuses multiples from 1e21 on, since it compares with `parseInt`. Contracts have whole numbers here only. */
const multipleOf: CodeKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  error: { message: '', params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}` },
  code: (cxt: KeywordCxt) => cxt.fail(_`${cxt.data} % ${cxt.schema} !== 0`),
};
