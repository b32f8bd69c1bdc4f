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
    'AWS::Lambda::EventInvokeConfig': {
      createOnly: ['FunctionName', 'Qualifier'],
      identify(draft) {
        // Lambda has one for each function and qualifier: the ARN, which AWS does not give it, makes a second one a conflict.
        const name = `${draft.text('FunctionName')}:${draft.text('Qualifier')}`;
        return { name, physicalId: name, arn: draft.arn('lambda', `event-invoke-config:${name}`), attributes: {} };
      },
      load: (resource, service) => service.loadEventInvokeConfig(resource),
      remove: (resource, service) => service.removeEventInvokeConfig(resource),
    },
    'AWS::Lambda::EventSourceMapping': {
      createOnly: [
        'AmazonManagedKafkaEventSourceConfig',
        'EventSourceArn',
        'SelfManagedEventSource',
        'SelfManagedKafkaEventSourceConfig',
        'StartingPosition',
        'StartingPositionTimestamp',
      ],
      identify(draft) {
        const id = draft.generatedUuid(draft.text('EventSourceArn') ?? '');
        const arn = draft.arn('lambda', `event-source-mapping:${id}`);
        return { name: id, physicalId: id, arn, attributes: { Id: id, EventSourceMappingArn: arn } };
      },
      load: (resource, service) => service.loadEventSourceMapping(resource),
      remove: (resource, service) => service.removeEventSourceMapping(resource),
    },
  },
  create: (context) => new Lambda(context),
};
