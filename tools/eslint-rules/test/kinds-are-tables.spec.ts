import { RuleTester } from 'eslint';
import { parser } from 'typescript-eslint';
import { rules } from '../src/index.cjs';

const tester = new RuleTester({ languageOptions: { parser } });
const options = [{ tags: ['kind', 'state'], tables: ['queue', 'function'] }];
const valid = (code: string) => ({ code, options });
const invalid = (code: string, messageId: 'twoArmed' | 'hasTable') => ({ code, options, errors: [{ messageId }] });

tester.run('kinds-are-tables', rules['kinds-are-tables'], {
  valid: [
    // The compiler notices another kind: the other arm uses what it narrowed.
    'const text = shape.kind === "circle" ? shape.radius : shape.width;',
    'const parts = part.kind === "all" ? part.parts : [part];',
    'const text = this.form.kind === "range" ? this.form.lowest : this.render();',
    'if (shape.kind === "circle") grow(shape.radius); else widen(shape);',
    // Only this kind, and nothing for all others.
    'const value = outcome.kind === "witness" ? outcome.value : undefined;',
    'const values = outcome.kind === "witness" ? [outcome.value] : [];',
    'const extra = outcome.kind !== "witness" ? {} : { value: outcome.value };',
    'if (outcome.kind === "witness") return outcome.value;',
    // Unchanged but for this kind.
    'const text = type.base.kind === "string" ? `string(${value})` : value;',
    'const text = this.resolved(type).kind === "union" ? inner : `*${inner}`;',
    // Not a branch.
    'const functions = subscriptions.filter(({ delivery }) => delivery.kind === "function");',
    // Not a tag, not a string.
    'const side = align === "right" ? left : right;',
    'const first = shape.kind === other.kind ? 1 : 2;',
    'const text = shape["kind"] === 1 ? "one" : "many";',
    // A table, a switch.
    'const text = texts[shape.kind];',
    'switch (shape.kind) { case "circle": return 1; case "box": return 2; }',
  ].map(valid),
  invalid: [
    invalid('const name = type.kind === "object" ? "Object" : "Union";', 'twoArmed'),
    invalid('const name = type.kind !== "object" ? "Union" : "Object";', 'twoArmed'),
    invalid('const name = "object" === type.kind ? type.name : other;', 'twoArmed'),
    invalid('const color = contract.lifecycle.state === "active" ? "green" : "gray";', 'twoArmed'),
    invalid('const name = kind === "Binary" ? "BinaryValue" : "StringValue";', 'twoArmed'),
    invalid('const name = this.resolved(type).kind === "union" ? inner : `*${outer}`;', 'twoArmed'),
    invalid('if (shape.kind === "circle") { round(); } else { corner(); }', 'twoArmed'),
    invalid('const n = a.kind === "x" ? 1 : a.kind === "y" ? 2 : 3;', 'twoArmed'),
    // Kinds that have a table: whatever the arms are, and in whatever condition.
    invalid('const queues = delivery.kind === "queue" ? [delivery.queue] : [];', 'hasTable'),
    invalid('const text = delivery.kind === "function" ? delivery.name : delivery.kind;', 'hasTable'),
    invalid('const queues = own && s.delivery.kind === "queue" ? [s.delivery.queue] : [];', 'hasTable'),
    invalid('if (delivery.kind === "function") return target(delivery);', 'hasTable'),
    invalid('if (delivery.kind !== "function") return delivery;', 'hasTable'),
  ],
});
