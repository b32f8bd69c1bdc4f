import type { ResourceDraft } from '../../cloudformation';
import type { EmulatedService } from '../../service/emulated-service';
import { EventBridge } from './eventbridge';

export type { EventBridge } from './eventbridge';

export const eventBridge: EmulatedService<EventBridge> = {
  name: 'events',
  title: 'EventBridge',
  resourceTypes: {
    'AWS::Events::EventBus': {
      createOnly: ['EventSourceName', 'Name'],
      identify(draft) {
        const name = draft.named('Name', 256);
        const arn = draft.arn('events', `event-bus/${name}`);
        return { name, physicalId: name, arn, attributes: { Arn: arn, Name: name } };
      },
      load: (resource, service, previous) => service.loadBus(resource, previous),
      remove: (resource, service) => service.removeBus(resource),
    },
    'AWS::Events::EventBusPolicy': {
      createOnly: ['EventBusName', 'StatementId'],
      identify(draft) {
        const name = draft.named('StatementId', 64);
        return { name, physicalId: `${busName(draft)}|${name}`, attributes: {} };
      },
      load: (resource, service, previous) => service.loadBusPolicy(resource, previous),
      remove: (resource, service) => service.removeBusPolicy(resource),
    },
    'AWS::Events::Rule': {
      createOnly: ['EventBusName', 'Name'],
      identify(draft) {
        const name = draft.named('Name', 64);
        const bus = busName(draft);
        const onDefaultBus = bus === 'default';
        const arn = draft.arn('events', onDefaultBus ? `rule/${name}` : `rule/${bus}/${name}`);
        return { name, physicalId: onDefaultBus ? name : `${bus}|${name}`, arn, attributes: { Arn: arn } };
      },
      load: (resource, service, previous) => service.loadRule(resource, previous),
      remove: (resource, service) => service.removeRule(resource),
    },
    'AWS::Events::Archive': {
      createOnly: ['ArchiveName', 'SourceArn'],
      identify(draft) {
        const name = draft.named('ArchiveName', 48);
        const arn = draft.arn('events', `archive/${name}`);
        return { name, physicalId: name, arn, attributes: { Arn: arn, ArchiveName: name } };
      },
      load: (resource, service) => service.loadArchive(resource),
      remove: (resource, service) => service.removeArchive(resource),
    },
  },
  create: (context) => new EventBridge(context),
};

/** `EventBusName` holds a name or an ARN; without it the bus is `default`. */
function busName(draft: ResourceDraft): string {
  return draft.text('EventBusName')?.replace(/^arn:.*:event-bus\//, '') ?? 'default';
}
