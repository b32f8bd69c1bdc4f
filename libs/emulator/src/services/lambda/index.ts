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
      identify(draft) {
        const name = draft.named('FunctionName', 64);
        const arn = draft.arn('lambda', `function:${name}`);
        return { name, physicalId: name, arn, attributes: { Arn: arn } };
      },
      code: functionCode,
      load: (resource, service) => service.addFunction(resource),
    },
    'AWS::Lambda::Permission': {
      identify: identifyByGeneratedName,
      load: (resource, service) => service.addPermission(resource),
    },
  },
  create: (context) => new Lambda(context),
};
