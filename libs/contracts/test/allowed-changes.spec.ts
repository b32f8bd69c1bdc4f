import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withAllowedChanges } from '../scripts/allowed-changes';

it('docs/contracts.md says for every change what the engine decides', () => {
  const page = readFileSync(join(__dirname, '../../../docs/contracts.md'), 'utf8');
  expect(withAllowedChanges(page)).toBe(page);
  expect(page).toContain('| Add required property | yes | no | **new major** | minor |');
});
