import { compilePolicy, parsePolicy, type CompiledPolicy } from '@busbar/iam-policy';
import type { Resource } from '../../cloudformation';

/** A statement of a bus policy, by its Sid if it has one. */
interface SidStatement {
  readonly sid: string | undefined;
  readonly statement: unknown;
}

type Statements = readonly SidStatement[];

/** What `PutPermission` and `RemovePermission` do to the statements of a bus. */
export type PolicyChange = (statements: Statements) => Statements;

/** A statement of that Sid is written over. */
export function putStatement(sid: string, statement: unknown): PolicyChange {
  return (statements) => [...statements.filter((other) => other.sid !== sid), { sid, statement }];
}

/** Whichever resource wrote it. */
export function removeStatement(sid: string): PolicyChange {
  return (statements) => statements.filter((other) => other.sid !== sid);
}

/** The whole policy: statements that other resources wrote are gone. */
export function putPolicy(statements: readonly unknown[]): PolicyChange {
  const written = statements.map((statement) => ({ sid: (statement as { readonly Sid?: string }).Sid, statement }));
  return () => written;
}

/**
 * The policy of one bus. `AWS::Events::EventBusPolicy` writes it statement by statement, `AWS::Events::EventBus.Policy` as a whole.
 * What is written counts against the quota at once, and takes effect later.
 */
export class BusPolicy {
  #written: Statements = [];
  #inEffect: Statements = [];
  /** Of `#inEffect`, when it is asked for. */
  #compiled: CompiledPolicy | undefined;

  /** Undefined for a bus without one. */
  get inEffect(): CompiledPolicy | undefined {
    if (this.#inEffect.length === 0) return undefined;
    return (this.#compiled ??= compilePolicy(parsePolicy(documentOf(this.#inEffect))));
  }

  write(change: PolicyChange): void {
    this.#written = change(this.#written);
  }

  takeEffect(change: PolicyChange): void {
    this.#inEffect = change(this.#inEffect);
    this.#compiled = undefined;
  }

  /**
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
   *
   * @throws ResourceError when the policy would be too long after the change
   */
  checkSize(resource: Resource, property: string, change: PolicyChange, most: number): void {
    const characters = JSON.stringify(documentOf(change(this.#written))).length;
    if (characters <= most) return;
    const found = `makes a bus policy of ${characters} characters; the quota is ${most}. (PolicyLengthExceededException)`;
    throw resource.fail(property, found, 'Shorten the policy, or have the quota raised.');
  }
}

function documentOf(statements: Statements): unknown {
  return { Version: '2012-10-17', Statement: statements.map(({ statement }) => statement) };
}

/** The statement of an `AWS::Events::EventBusPolicy`. */
export function policyStatement(resource: Resource, busArn: string): unknown {
  const statement = resource.value('Statement');
  if (statement === undefined) return legacyStatement(resource, busArn);
  return typeof statement === 'string' ? (JSON.parse(statement) as unknown) : statement;
}

/** `Action`, `Principal` and `Condition` of a bus policy without `Statement`. */
function legacyStatement(resource: Resource, arn: string): unknown {
  const principal = resource.requiredText('Principal');
  const condition = resource.part('Condition');
  return {
    Sid: resource.text('StatementId') ?? resource.resolved.logicalId,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: principal },
    Action: resource.text('Action') ?? 'events:PutEvents',
    Resource: arn,
    ...(condition && {
      Condition: { [condition.requiredText('Type')]: { [condition.requiredText('Key')]: condition.requiredText('Value') } },
    }),
  };
}
