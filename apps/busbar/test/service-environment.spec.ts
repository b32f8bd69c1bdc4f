import { publisherEnvironment, serviceEnvironment } from '../src/service-environment';
import { topologyOfTestCompany } from './test-company-topology';

it.each([
  ['', 'busbar-service-courier-gateway'],
  ['publishAs: { role: carriers }', 'carriers'],
  ['publishAs: { role: team/carriers }', 'carriers'],
  ['publishAs: account', 'busbar-service-courier-gateway'],
])('with %j a publisher acts as the role %s, and a consumer as the role that Busbar makes', (publishAs, role) => {
  const topology = topologyOfTestCompany({ 'services/courier-gateway.yaml': publishAs });
  const keyOf = (environment: Record<string, string> | undefined) => environment?.['AWS_ACCESS_KEY_ID'];
  expect(keyOf(publisherEnvironment(topology, 'courier-gateway', 'http://x'))).toBe(`778201934462.${role}`);
  expect(keyOf(serviceEnvironment(topology, 'courier-gateway', 'http://x'))).toBe('778201934462.busbar-service-courier-gateway');
});
