import type { EmulatedService } from '../../service/emulated-service';

export const kms: EmulatedService = {
  name: 'kms',
  title: 'KMS',
  resourceTypes: {
    'AWS::KMS::Key': {
      idle: 'Nothing is encrypted at rest here, so keys and their policies are not enforced.',
      createOnly: [],
      identify(draft) {
        const id = draft.generatedId(32).toLowerCase();
        const arn = draft.arn('kms', `key/${id}`);
        return { name: id, physicalId: id, arn, attributes: { Arn: arn, KeyId: id } };
      },
    },
    'AWS::KMS::Alias': {
      idle: 'Nothing is encrypted at rest here.',
      createOnly: ['AliasName'],
      identify(draft) {
        const name = draft.named('AliasName', 256);
        return { name, physicalId: name, arn: draft.arn('kms', name), attributes: {} };
      },
    },
  },
  create: () => ({}),
};
