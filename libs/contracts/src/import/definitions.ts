import type { Json } from '@busbar/schema-containment';
import type { JsonSchema } from '../model';
import { lastStep } from './discriminator';
import { pascalCase } from './pascal-case';
import { Unsupported, type Conversion } from './unsupported';

/** The definitions of a draft: schemas that are referred to, and combinations of schemas that hold themselves. */
export class Definitions {
  readonly #names = new Map<Json, string>();
  readonly #written = new Map<string, Conversion>();

  /** The name of what is referred to, a free one the first time. */
  nameOf(key: Json, wanted: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = this.#freeName(wanted);
    this.#names.set(key, name);
    return name;
  }

  has(key: Json): boolean {
    return this.#names.has(key);
  }

  set(name: string, schema: Conversion): void {
    this.#written.set(name, schema);
  }

  get(name: string): Conversion | undefined {
    return this.#written.get(name);
  }

  /** Those that a schema refers to, directly or not, in the order of their names' making. */
  usedBy(root: JsonSchema): Record<string, JsonSchema> {
    const used = new Set<string>();
    const open: unknown[] = [root];
    while (open.length > 0) {
      const one = open.pop();
      if (typeof one !== 'object' || one === null) continue;
      const { $ref: reference } = one as { $ref?: unknown };
      const name = typeof reference === 'string' ? lastStep(reference) : undefined;
      if (name !== undefined && this.#written.has(name) && !used.has(name)) {
        used.add(name);
        open.push(this.#written.get(name));
      }
      open.push(...Object.values(one));
    }
    return Object.fromEntries(
      [...this.#names.values()].flatMap((name) => {
        const written = this.#written.get(name);
        if (!used.has(name) || !written || written instanceof Unsupported) return [];
        // The address is that of the whole, when the whole is a definition too.
        const { $id: _, ...rest } = written;
        return [[name, rest]];
      }),
    );
  }

  #freeName(wanted: string): string {
    const base = NAME.test(wanted)
      ? wanted
      : pascalCase(wanted)
          .replaceAll(/[^A-Za-z0-9]/g, '')
          .slice(0, 50);
    const name = NAME.test(base) ? base : base === '' ? 'Root' : `Definition${base}`;
    const taken = new Set(this.#names.values());
    for (let count = 1; ; count++) {
      const free = count === 1 ? name : `${name}${count}`;
      if (!taken.has(free)) return free;
    }
  }
}

const NAME = /^[A-Z][A-Za-z0-9]{0,60}$/;
