import { TemplateError, type TemplatePlace } from './template-error';

/** What is being resolved, from the outside in. A thing that is already on it closes a circle. */
export class Trail {
  readonly #steps = new Map<object, string>();

  /**
   * @param thing identity of what is resolved; labels repeat, since accounts have stacks of the same name
   * @throws TemplateError that names the circle, when `thing` is on the trail already
   */
  step<T>(thing: object, label: string, place: TemplatePlace, run: () => T): T {
    if (this.#steps.has(thing)) {
      const things = [...this.#steps.keys()];
      const circle = [...[...this.#steps.values()].slice(things.indexOf(thing)), label].join(' → ');
      throw new TemplateError(place, `Circular dependency: ${circle}.`, 'Remove one of these references.');
    }
    this.#steps.set(thing, label);
    try {
      return run();
    } finally {
      this.#steps.delete(thing);
    }
  }
}
