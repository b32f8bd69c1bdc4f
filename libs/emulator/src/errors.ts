import { OperationalError } from '@busbar/problem/operational-error';

/** Base of every error that this package throws at its user. Messages end with the next step. */
export class EmulatorError extends OperationalError {
  override readonly name: string = 'EmulatorError';
}

/** The port is taken by another program, or by another emulator. */
export class PortInUseError extends EmulatorError {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(host: string, port: number) {
    super(`Port ${port} on ${host} is in use. Choose another one, or 0 for any free port.`);
    this.port = port;
  }
}

/** A resource of a template cannot be run as it is written. `resource` is `stack/logicalId`. */
export class ResourceError extends EmulatorError {
  override readonly name = 'ResourceError';
  readonly resource: string;

  constructor(resource: string, found: string, fix: string) {
    super(`${resource}: ${found} ${fix}`);
    this.resource = resource;
  }
}
