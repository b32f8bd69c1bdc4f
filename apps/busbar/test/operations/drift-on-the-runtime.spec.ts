import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { busbar, Serving } from '../busbar';
import { topologyOfTestCompany } from '../test-company-topology';

jest.setTimeout(180_000);

/* What the runtime was deployed with, changed by hand with the AWS SDK. */

let serving: Serving;
let port: string;
beforeAll(async () => {
  serving = new Serving([]);
  port = (await serving.printed(/runs at http:\/\/127\.0\.0\.1:(\d+)/))[1] ?? '';
  await serving.printed(/Ctrl-C/);
});
afterAll(() => serving.interrupt());

const topology = topologyOfTestCompany();
const settings = (account: string) => ({
  region: topology.region,
  endpoint: `http://127.0.0.1:${port}`,
  credentials: { accessKeyId: account, secretAccessKey: 'local' },
});
const drift = () => {
  const { status, stdout, stderr } = busbar(['drift', '--stage', 'dev', '--port', port, '--json']);
  if (!stdout.startsWith('[')) throw new Error(stderr);
  return { status, found: JSON.parse(stdout) as { kind: string; name: string; drift: string; detail: string }[] };
};

it('finds nothing where nobody has changed anything', () => {
  expect(drift()).toEqual({ status: 0, found: [] });
});

it('finds rules that somebody has stopped, and leaves them stopped', async () => {
  const [inbox] = topology.inboxes;
  const [subscription] = inbox?.subscriptions ?? [];
  const [route] = topology.routes;
  if (!inbox || !subscription || !route) throw new Error('The test company has no such subscription.');
  const local = new EventBridgeClient(settings(inbox.account));
  const central = new EventBridgeClient(settings(topology.centralAccount));
  const localRule = { Name: subscription.rule.name, EventBusName: inbox.bus.name };
  const routeRule = { Name: route.name, EventBusName: topology.bus.name };
  await local.send(new DisableRuleCommand(localRule));
  await central.send(new DisableRuleCommand(routeRule));
  const found = [
    expect.objectContaining({ kind: 'rule', name: route.name, drift: 'disabled' }),
    expect.objectContaining({ kind: 'rule', name: subscription.rule.name, drift: 'disabled' }),
  ];
  expect(drift()).toEqual({ status: 1, found });
  expect(drift()).toEqual({ status: 1, found });
  await local.send(new EnableRuleCommand(localRule));
  await central.send(new EnableRuleCommand(routeRule));
  expect(drift()).toEqual({ status: 0, found: [] });
});
