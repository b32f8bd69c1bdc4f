import type { NewExample } from '../lifecycle';
import type { JsonSchema } from '../model';
import { validateData } from '../schema';

const STRANGER = 'noFieldOfThisEvent';

/** A valid example with one thing made wrong: without a field that is required, or with one that nobody knows. */
export function invalidExampleOf(schema: JsonSchema, valid: Readonly<Record<string, unknown>>): NewExample | undefined {
  const [required] = schema.oneOf ? [schema['x-discriminator']] : (schema.required ?? []);
  const candidates: NewExample[] = [];
  if (required !== undefined && Object.hasOwn(valid, required)) {
    const { [required]: _, ...data } = valid;
    const name = `without-${required
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replaceAll('_', '-')}`;
    candidates.push({
      name,
      summary: `"${required}" is missing.`,
      data,
      violates: { path: `/${required}`, keyword: 'required' },
    });
  }
  candidates.push({
    name: 'unknown-field',
    summary: 'It has a field that the event does not have.',
    data: { ...valid, [STRANGER]: true },
    violates: { path: `/${STRANGER}`, keyword: 'additionalProperties' },
  });
  return candidates.find(({ data, violates }) => {
    const [issue, ...others] = validateData({ schema }, data);
    return issue?.path === violates?.path && issue?.keyword === violates?.keyword && others.length === 0;
  });
}
