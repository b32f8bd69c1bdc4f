import { compilePolicy, parsePolicy, type CompiledPolicy } from '@busbar/iam-policy';
import type { Resource } from '../../cloudformation';
import { permissionStatement } from './permission';

/** Permissions of one function, by the resource that gives them. */
type Statements = Map<Resource, unknown>;

/** Who may invoke which function. What is written counts against the quota at once, and takes effect later. */
export class FunctionPermissions {
  /** By ARN of the function. */
  readonly #written = new Map<string, Statements>();
  readonly #inEffect = new Map<string, Statements>();
  readonly #compiled = new Map<string, CompiledPolicy>();
  /** Permissions of functions that are gone: one that gets the name does not get what was on its way to the old one. */
  readonly #void = new WeakSet<Resource>();
  /** By ARN of the function: all that it was given, whatever became of them. */
  readonly #given = new Map<string, Set<Resource>>();

  /** In effect; undefined when nobody has any. */
  policyOf(functionArn: string): CompiledPolicy | undefined {
    const statements = this.#inEffect.get(functionArn);
    if (!statements || statements.size === 0) return undefined;
    let compiled = this.#compiled.get(functionArn);
    if (!compiled) {
      compiled = compilePolicy(parsePolicy(documentOf(statements.values())));
      this.#compiled.set(functionArn, compiled);
    }
    return compiled;
  }

  /**
   * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   *
   * @throws ResourceError when the function's policy would be too long with that permission
   */
  checkSize(permission: Resource, functionArn: string, most: number): void {
    const written = this.#written.get(functionArn)?.values() ?? [];
    const bytes = Buffer.byteLength(JSON.stringify(documentOf([...written, permissionStatement(permission, functionArn)])));
    if (bytes <= most) return;
    const found = `makes a policy of ${bytes} bytes; the quota is ${most}. (PolicyLengthExceededException)`;
    throw permission.fail('FunctionName', found, 'Use fewer permissions, with a wildcard in SourceArn.');
  }

  write(permission: Resource, functionArn: string): void {
    statementsOf(this.#written, functionArn).set(permission, permissionStatement(permission, functionArn));
    this.#given.set(functionArn, (this.#given.get(functionArn) ?? new Set()).add(permission));
  }

  erase(permission: Resource, functionArn: string): void {
    this.#written.get(functionArn)?.delete(permission);
  }

  grant(permission: Resource, functionArn: string): void {
    if (this.#void.has(permission)) return;
    statementsOf(this.#inEffect, functionArn).set(permission, permissionStatement(permission, functionArn));
    this.#compiled.delete(functionArn);
  }

  revoke(permission: Resource, functionArn: string): void {
    this.#inEffect.get(functionArn)?.delete(permission);
    this.#given.get(functionArn)?.delete(permission);
    this.#compiled.delete(functionArn);
  }

  /** A deleted function takes its policy with it. */
  forget(functionArn: string): void {
    for (const permission of this.#given.get(functionArn) ?? []) this.#void.add(permission);
    for (const map of [this.#written, this.#inEffect, this.#compiled, this.#given]) map.delete(functionArn);
  }
}

function statementsOf(map: Map<string, Statements>, functionArn: string): Statements {
  const statements = map.get(functionArn) ?? new Map();
  map.set(functionArn, statements);
  return statements;
}

function documentOf(statements: Iterable<unknown>): unknown {
  return { Version: '2012-10-17', Statement: [...statements] };
}
