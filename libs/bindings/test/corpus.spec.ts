import { corpusFor } from '../corpus';
import { eventModel } from '../src/model';
import { doorstepContracts, tortureContracts } from './test-contracts';

it.each([...doorstepContracts(), ...tortureContracts()])('$type', (contract) => {
  const cases = corpusFor(eventModel(contract), contract);
  const claimed = contract.examples.filter(({ valid }) => !valid);
  for (const { name, violates } of claimed) {
    const found = cases.find(({ view, id }) => view === 'publisher' && id.endsWith(`example ${name}`));
    expect(found?.issues).toContainEqual(violates);
  }
  console.log(contract.type, cases.length, cases.filter((c) => c.valid).length);
});
