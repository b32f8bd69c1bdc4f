import type { EmulatedService } from '../../service/emulated-service';
import { Kms } from './kms';

export type { Kms, KeyUse } from './kms';

export const kms: EmulatedService<Kms> = {
  name: 'kms',
  title: 'KMS',
  resourceTypes: {
    'AWS::KMS::Key': {
      createOnly: [],
      identify(draft) {
        const id = draft.generatedUuid('');
        const arn = draft.arn('kms', `key/${id}`);
        return { name: id, physicalId: id, arn, attributes: { Arn: arn, KeyId: id } };
      },
      load: (resource, service) => service.loadKey(resource),
      remove: (resource, service) => service.removeKey(resource),
    },
    'AWS::KMS::Alias': {
      createOnly: ['AliasName'],
      identify(draft) {
        const name = draft.named('AliasName', 256);
        return { name, physicalId: name, arn: draft.arn('kms', name), attributes: {} };
      },
      load: (resource, service) => service.loadAlias(resource),
      remove: (resource, service) => service.removeAlias(resource),
    },
  },
  create: (context) => new Kms(context),
};
