import { identifyByGeneratedName } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';
import { functionCode } from './function-code';
import { Lambda } from './lambda';

export type { Lambda } from './lambda';

export const lambda: EmulatedService<Lambda> = {
  name: 'lambda',
  title: 'Lambda',
  resourceTypes: {
    'AWS::Lambda::Function': {
      createOnly: ['FunctionName', 'PackageType', 'TenancyConfig'],
      identify(draft) {
        const name = draft.named('FunctionName', 64);
        const arn = draft.arn('lambda', `function:${name}`);
        return { name, physicalId: name, arn, attributes: { Arn: arn } };
      },
      code: functionCode,
      load: (resource, service) => service.loadFunction(resource),
      remove: (resource, service) => service.removeFunction(resource),
    },
    'AWS::Lambda::Permission': {
      createOnly: [
        'Action',
        'EventSourceToken',
        'FunctionName',
        'FunctionUrlAuthType',
        'InvokedViaFunctionUrl',
        'Principal',
        'PrincipalOrgID',
        'SourceAccount',
        'SourceArn',
      ],
      identify: identifyByGeneratedName,
      load: (resource, service) => service.loadPermission(resource),
      remove: (resource, service) => service.removePermission(resource),
    },
  },
  create: (context) => new Lambda(context),
};
