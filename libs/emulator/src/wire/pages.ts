import type { Answer } from './protocol';
import type { ServiceApi } from './service-api';

/** What a browser shows at the root: which services are here and how to reach them. */
export function introduction(
  services: readonly { readonly title: string; readonly apis: readonly ServiceApi[] }[],
  endpoint: string,
): Answer {
  const served = services.filter(({ apis }) => apis.length > 0);
  const lines = [
    `Busbar emulator: ${served.map(({ title }) => title).join(', ')} of every account in the loaded CloudFormation templates.`,
    `Point an AWS client here (AWS_ENDPOINT_URL=${endpoint}); its access key id selects the principal:`,
    '<account id> for an account, <account id>.<role name> for a role. The secret may be any string.',
    '',
    ...served.map(({ title, apis }) => `${title}: ${apis.flatMap(({ operations }) => [...operations.keys()]).join(', ')}`),
    '',
  ];
  return { status: 200, contentType: 'text/plain; charset=utf-8', body: lines.join('\n') };
}

export function jsonPage(document: unknown): Answer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(document) };
}
