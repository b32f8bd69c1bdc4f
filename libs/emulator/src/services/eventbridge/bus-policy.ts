import type { Resource } from '../../cloudformation';
import type { Bus } from './bus';

/** A bus has one policy; CloudFormation writes it statement by statement. */
export class BusPolicies {
  readonly #parts = new Map<Bus, { readonly statements: unknown[]; readonly resource: Resource }>();

  /** @param resource for messages */
  add(bus: Bus, resource: Resource, statements: readonly unknown[]): void {
    const part = this.#parts.get(bus);
    if (part) part.statements.push(...statements);
    else this.#parts.set(bus, { statements: [...statements], resource });
  }

  /** @throws ResourceError */
  connect(): void {
    for (const [bus, { statements, resource }] of this.#parts) {
      bus.policy = resource.compile('Statement', { Version: '2012-10-17', Statement: statements });
    }
  }
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
