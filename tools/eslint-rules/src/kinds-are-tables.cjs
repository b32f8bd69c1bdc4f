/**
 * What differs by kind is one record by kind. A two-armed branch on the tag of a union compiles when a third kind is added, and
 * treats it as the second one.
 *
 * Reported are, for the tags named in `tags`:
 * - a conditional expression or an if/else whose "other" arm does not use what it asked about, so that all other kinds, known
 *   and unknown, get one fixed answer. Allowed is an arm that is nothing (`undefined`, `null`, `''`, `[]`, `{}`): "only this kind";
 *   and a variable that one arm has as it is and the other builds on: "unchanged but for this kind";
 * - for the kinds named in `tables`, which have a table, every branch on the tag, whatever its arms.
 *
 * Syntactic: type information would cost more than all other lint rules together.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
module.exports = {
  meta: {
    type: 'problem',
    docs: { description: 'Requires a table, or a switch, where something differs by kind.' },
    schema: [
      {
        type: 'object',
        properties: {
          tags: { type: 'array', items: { type: 'string' } },
          tables: { type: 'array', items: { type: 'string' } },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ tags: ['kind'], tables: [] }],
    messages: {
      twoArmed:
        'Every {{tag}} but "{{value}}" gets the same answer here. Use a Record by {{tag}}, or a switch, so that the compiler notices a new one.',
      hasTable: 'What differs by {{tag}} ("{{value}}") is in a table. Ask the table, or add to it what you need.',
    },
  },
  create(context) {
    const [{ tags, tables }] = context.options;
    const { visitorKeys } = context.sourceCode;

    function check(node, otherArm) {
      const tabled = comparisons(node.test, tags).find(({ value }) => tables.includes(value));
      if (tabled) {
        context.report({ node, messageId: 'hasTable', data: tabled });
        return;
      }
      const [asked] = comparisonOf(node.test, tags);
      if (!asked) return;
      const arm = otherArm(asked.negated);
      if (arm && !isNothing(arm) && !isUnchanged(node, visitorKeys) && !uses(arm, asked.name, visitorKeys)) {
        context.report({ node, messageId: 'twoArmed', data: asked });
      }
    }

    const otherArm =
      ({ consequent, alternate }) =>
      (negated) =>
        negated ? alternate && consequent : alternate;
    return {
      ConditionalExpression: (node) => check(node, otherArm(node)),
      IfStatement: (node) => check(node, otherArm(node)),
    };
  },
};

/** Comparisons of a tag in a condition, also where it is one of several. */
function comparisons(test, tags) {
  if (test.type === 'LogicalExpression') return [...comparisons(test.left, tags), ...comparisons(test.right, tags)];
  return comparisonOf(test, tags);
}

/** `a.b.kind === 'x'` asks about `a`; `kind === 'x'` about `kind`. */
function comparisonOf(test, tags) {
  if (test.type !== 'BinaryExpression' || !/^[!=]==$/.test(test.operator)) return [];
  const [literal, asked] = isText(test.right) ? [test.right, test.left] : [test.left, test.right];
  if (!isText(literal)) return [];
  const tag = asked.type === 'MemberExpression' && !asked.computed ? asked.property.name : asked.name;
  const name = rootOf(asked);
  if (!tags.includes(tag) || name === undefined) return [];
  return [{ tag, value: literal.value, name, negated: test.operator === '!==' }];
}

function isText({ type, value }) {
  return type === 'Literal' && typeof value === 'string';
}

function rootOf(node) {
  switch (node.type) {
    case 'Identifier':
      return node.name;
    case 'ThisExpression':
      return 'this';
    case 'MemberExpression':
      return rootOf(node.object);
    case 'CallExpression':
      return node.arguments.map(rootOf).find((name) => name !== undefined) ?? rootOf(node.callee);
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'ChainExpression':
      return rootOf(node.expression);
  }
}

function isNothing(node) {
  switch (node.type) {
    case 'Identifier':
      return node.name === 'undefined';
    case 'Literal':
      return node.value === null || node.value === '' || node.value === false;
    case 'ArrayExpression':
      return node.elements.length === 0;
    case 'ObjectExpression':
      return node.properties.length === 0;
    default:
      return false;
  }
}

function isUnchanged({ consequent, alternate }, visitorKeys) {
  const [plain, other] = consequent.type === 'Identifier' ? [consequent, alternate] : [alternate, consequent];
  return plain.type === 'Identifier' && other.type !== 'Identifier' && uses(other, plain.name, visitorKeys);
}

function uses(node, name, visitorKeys) {
  if (name === 'this' ? node.type === 'ThisExpression' : node.type === 'Identifier' && node.name === name) return true;
  return (visitorKeys[node.type] ?? []).some((key) =>
    [node[key]].flat().some((child) => child && uses(child, name, visitorKeys)),
  );
}
