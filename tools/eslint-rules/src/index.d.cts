import type { Rule } from 'eslint';

export declare const rules: Readonly<Record<'kinds-are-tables' | 'no-deep-imports', Rule.RuleModule>>;
