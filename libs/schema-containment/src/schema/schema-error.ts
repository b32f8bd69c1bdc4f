/** A schema that cannot be read: not JSON, a keyword with a value it cannot have, a reference to nowhere, nesting without end. */
export class SchemaError extends Error {
  /** JSON pointer into the schema. */
  readonly path: string;

  constructor(message: string, path: string) {
    super(message);
    this.name = 'SchemaError';
    this.path = path;
  }
}
