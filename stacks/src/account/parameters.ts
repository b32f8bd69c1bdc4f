import { serviceTag, type PlannedParameter } from '@busbar/topology';
import { CfnParameter as SsmParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

/** What code of the account's services finds by name. Nothing secret: ARNs and URLs that everybody computes. */
export function drawParameters(scope: Construct, parameters: readonly PlannedParameter[]): void {
  const place = new Construct(scope, 'Parameters');
  for (const { service, name, value, description } of parameters) {
    new SsmParameter(place, name.slice(1).replaceAll('/', '.'), {
      ...{ name, value, description, type: 'String' },
      tags: { [serviceTag]: service },
    });
  }
}
