import type { Contract } from '@busbar/contracts';
import type { Topology } from '@busbar/topology';
import type { Company } from '../company';
import { subscriberTable } from './routes';
import type { Terminal } from './terminal';

/**
 * What a person sees when a stage runs, short enough that it is still there when the first events arrive: where it runs, who
 * subscribes, and what to try.
 */
export function introduction(company: Company, topology: Topology, endpoint: string, { out, width }: Terminal): string[] {
  const contract = mostWanted(company);
  const example = contract?.examples.find(({ valid }) => valid);
  const port = new URL(endpoint).port === '4010' ? '' : ` --port ${new URL(endpoint).port}`;
  const stage = topology.stage === 'dev' ? '' : ` --stage ${topology.stage}`;
  const service = contract?.event.publisher ?? topology.identities[0]?.service ?? '';
  return [
    `${out.bold(`${topology.company} · ${topology.stage}`)} runs at ${out.name(endpoint)}`,
    '',
    ...subscriberTable(topology, out, width),
    out.dim(`\`npx busbar plan --stage ${topology.stage}\` lists every subscription with its filter.`),
    '',
    ...(contract && example
      ? [
          'Publish an event of your own, in another terminal:',
          `  ${out.bold(`npx busbar publish ${contract.type} --example ${example.name}${stage}${port}`)}`,
        ]
      : []),
    'Or act as a service with any AWS tool:',
    `  ${out.bold(`eval "$(npx busbar env ${service}${stage}${port})"`)}`,
    `  ${out.bold('aws sts get-caller-identity')}`,
    '',
    out.dim('Ctrl-C stops it.'),
  ];
}

/** The event type with an example that most subscriptions ask for, of those that may be published. */
function mostWanted({ manifest }: Company): Contract | undefined {
  const wanted = ({ type }: Contract) => manifest.subscriptions.filter(({ eventType }) => eventType === type).length;
  return manifest.contracts
    .filter(({ lifecycle, examples }) => ['active', 'draft'].includes(lifecycle.state) && examples.some(({ valid }) => valid))
    .reduce<Contract | undefined>((best, contract) => (best && wanted(best) >= wanted(contract) ? best : contract), undefined);
}
