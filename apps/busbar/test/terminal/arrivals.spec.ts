import { Arrivals } from '../../src/demo/arrivals';
import { arrivalTable } from '../../src/terminal/arrivals';
import { styleFor } from '../../src/terminal/style';

const style = styleFor({ isTTY: false }, {});

function someArrivals(): Arrivals {
  const arrivals = new Arrivals();
  const targets = [
    ['notification-service/courier-around-the-corner', 'delivery.courier.located@1'],
    ['billing-service/completed-deliveries', 'delivery.status.updated@1'],
    ['access-service/doors', 'access.entry.recorded@2'],
  ] as const;
  targets.forEach(([target, eventType], at) => {
    for (let id = 0; id < 1_200 >> at; id++)
      arrivals.record({ target, eventType, id: String(id), latencyMs: 7 + at, outcome: 'handled' });
  });
  return arrivals;
}

describe('the live table', () => {
  it.each([80, 100, 160])('fits into %i characters with every figure', (width) => {
    const lines = arrivalTable(someArrivals(), style, width);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines.join('\n')).toMatchSnapshot();
  });

  it('says how many rows it leaves out', () => {
    expect(arrivalTable(someArrivals(), style, 100, 2).at(-1)).toBe('… and 2 more');
  });
});
