import {
  formed,
  problemsOf,
  type Path,
  type Problem,
  type ProblemKinds,
  type Severity,
  type SourceDocument,
} from '@busbar/problem';
import * as z from 'zod';
import { EVENTS_FOLDER } from '../repository';
import { formats } from '@busbar/schema-containment';

const text = (description: string): z.ZodString => z.string().min(1).describe(description);

const ruleName = (description: string): z.ZodString =>
  formed(
    {
      pattern: /^[a-z-]+\/(?:[a-z0-9-]+|\*)$/,
      is: 'a problem code or "<area>/*"',
      fix: 'Write it as in docs/problems.md, for example "naming/field-not-camel-case".',
    },
    description,
  );

/** `contracts` in `config/platform.yaml`. */
export const contractPolicyShape = z
  .strictObject({
    noticeDays: z.int().min(0).max(3650).describe('Days between the deprecation and the sunset of an event type.').default(90),
    severities: z
      .array(
        z.strictObject({
          rule: ruleName('Code of a rule, or "<area>/*".'),
          path: text('Files below config/events/ that it is for, with * and **; all when absent.').optional(),
          severity: z.enum(['error', 'warning', 'off']).describe('How serious it is there.'),
        }),
      )
      .describe('How serious rules are; later entries win.')
      .default([]),
    exceptions: z
      .array(
        z.strictObject({
          rule: ruleName('Code of a rule, or "<area>/*".'),
          path: text('Files below config/events/ that it is for, with * and **.'),
          reason: text('Why it is right here.'),
          approver: text('Who agreed.'),
          expires: formed(
            { pattern: /^\d{4}-\d\d-\d\d$/, valid: formats.date, is: 'a day that exists', fix: 'Write it as 2026-12-31.' },
            'Last day on which it applies.',
          ),
        }),
      )
      .describe('Where a rule does not apply, until when, and who approved it.')
      .default([]),
  })
  .describe('What contracts are held to.');

/** How serious rules are, and where they do not hold. */
export type ContractPolicy = z.output<typeof contractPolicyShape>;

/** Where a policy was read from. */
export interface PolicySource {
  readonly policy: ContractPolicy;
  readonly document: SourceDocument;
  /** Path of the policy in the document. */
  readonly path: Path;
}

export type PolicyProblemCode = 'exception/expired' | 'exception/unused' | 'exception/unknown-rule';

export const policyProblems: ProblemKinds<PolicyProblemCode> = {
  'exception/expired': { severity: 'error', meaning: 'An exception from a rule has expired.' },
  'exception/unused': { severity: 'warning', meaning: 'An exception from a rule covers nothing.' },
  'exception/unknown-rule': { severity: 'error', meaning: 'A severity or an exception names a rule that does not exist.' },
};

const policyProblem = problemsOf(policyProblems);

/** A policy applied: which severity a problem has at its place, and whether an exception covers it. */
export class AppliedPolicy {
  readonly #source: PolicySource;
  readonly #today: string;
  readonly #severities: readonly { readonly covers: Covers; readonly severity: Severity | 'off' }[];
  readonly #exceptions: readonly { readonly covers: Covers; readonly expired: boolean }[];
  readonly #used = new Set<number>();

  constructor(source: PolicySource, today: string) {
    this.#source = source;
    this.#today = today;
    this.#severities = source.policy.severities.map(({ rule, path, severity }) => ({ covers: covering(rule, path), severity }));
    this.#exceptions = source.policy.exceptions.map(({ rule, path, expires }) => ({
      covers: covering(rule, path),
      expired: expires < today,
    }));
  }

  /** `file` is one of the contract that the problem is about; an expired exception covers nothing. */
  severityOf(code: string, file: string, ordinary: Severity | 'off'): Severity | 'off' {
    const severity = this.#severities.findLast(({ covers }) => covers(code, file))?.severity ?? ordinary;
    if (severity === 'off') return 'off';
    const index = this.#exceptions.findIndex(({ covers }) => covers(code, file));
    if (index === -1) return severity;
    this.#used.add(index);
    return this.#exceptions[index]?.expired ? severity : 'off';
  }

  /** What is wrong with the policy itself. Ask when all problems have gone through `severityOf`. */
  problems(knownRules: ReadonlySet<string>, options: { readonly unused: boolean }): Problem[] {
    const { policy, document, path } = this.#source;
    const areas = new Set([...knownRules].map((code) => `${code.slice(0, code.indexOf('/'))}/*`));
    const unknown = (['severities', 'exceptions'] as const).flatMap((list) =>
      policy[list].flatMap(({ rule }, index) =>
        knownRules.has(rule) || areas.has(rule)
          ? []
          : policyProblem(
              'exception/unknown-rule',
              document.at([...path, list, index, 'rule']),
              `There is no rule "${rule}".`,
              'Look it up with `busbar contract explain`.',
            ),
      ),
    );
    return [...unknown, ...policy.exceptions.flatMap((_, index) => this.#exceptionProblem(index, options.unused))];
  }

  #exceptionProblem(index: number, reportUnused: boolean): Problem[] {
    const { policy, document, path } = this.#source;
    const exception = policy.exceptions[index];
    if (!exception) return [];
    const at = (key: string) => document.at([...path, 'exceptions', index, key]);
    if (exception.expires < this.#today) {
      return [
        policyProblem(
          'exception/expired',
          at('expires'),
          `The exception from "${exception.rule}" for "${exception.path}" ended on ${exception.expires}.`,
          `Fix what it covers and remove it, or ask ${exception.approver} to extend it.`,
        ),
      ];
    }
    if (this.#used.has(index) || !reportUnused) return [];
    return [
      policyProblem(
        'exception/unused',
        at('rule'),
        `Nothing under "${exception.path}" breaks "${exception.rule}".`,
        'Remove the exception.',
      ),
    ];
  }
}

type Covers = (code: string, file: string) => boolean;

function covering(rule: string, path: string | undefined): Covers {
  const area = rule.endsWith('/*') ? rule.slice(0, -1) : undefined;
  const pattern = path === undefined ? undefined : globPattern(path);
  return (code, file) =>
    (area === undefined ? code === rule : code.startsWith(area)) && (pattern?.test(file.replace(EVENTS_FOLDER, '')) ?? true);
}

/** `device/*` + `/**`: a star stays within a folder, two do not; a folder stands for all that is in it. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/\/$/, '')
    .split('/')
    .map((part) => (part === '**' ? '.*' : part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')))
    .join('/')
    .replaceAll('.*/', '(?:.*/)?');
  return new RegExp(`^${source}(?:/.*)?$`);
}
