import { monthlyCostOf, NO_OBSERVABILITY, type PlannedAlarm, type PlannedDashboard } from '../../src/index';

const alarm = (metrics: PlannedAlarm['metrics']) => ({ metrics }) as PlannedAlarm;
const read = (id: string) =>
  ({ id, namespace: 'AWS/Events', name: id, dimensions: {}, statistic: 'Sum', periodSeconds: 60 }) as const;
const dashboard = (account: string) => ({ account }) as PlannedDashboard;

it.each([
  ['an alarm on one metric', { alarms: [alarm([read('a')])] }, 0.1],
  ['an alarm on an expression over two', { alarms: [alarm([read('a'), read('b'), { id: 'c', expression: 'a / b' }])] }, 0.2],
  ['an alarm on a query over all rules', { alarms: [alarm([{ id: 'q', expression: 'SELECT SUM(x) FROM y' }])] }, 4],
  ['three dashboards of an account', { dashboards: ['1', '1', '1', '2'].map(dashboard) }, 0],
  ['four dashboards of an account', { dashboards: ['1', '1', '1', '1'].map(dashboard) }, 3],
])('%s costs what the price list says', (_, more, cost) => {
  expect(monthlyCostOf({ ...NO_OBSERVABILITY, ...more }, 40)).toBeCloseTo(cost, 10);
});
