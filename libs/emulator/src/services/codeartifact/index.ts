import type { EmulatedService } from '../../service/emulated-service';

const IDLE = 'Packages are not stored here.';

export const codeartifact: EmulatedService = {
  name: 'codeartifact',
  title: 'CodeArtifact',
  resourceTypes: {
    'AWS::CodeArtifact::Domain': {
      idle: IDLE,
      createOnly: ['DomainName', 'EncryptionKey'],
      anyAttribute: true,
      identify(draft) {
        const name = draft.named('DomainName', 50);
        const arn = draft.arn('codeartifact', `domain/${name}`);
        return { name, physicalId: arn, arn, attributes: { Arn: arn, Name: name, Owner: draft.account } };
      },
    },
    'AWS::CodeArtifact::Repository': {
      idle: IDLE,
      createOnly: ['DomainName', 'DomainOwner', 'RepositoryName'],
      anyAttribute: true,
      identify(draft) {
        const name = draft.named('RepositoryName', 100);
        const domain = draft.text('DomainName') ?? '';
        const owner = draft.text('DomainOwner') ?? draft.account;
        const arn = draft.arn('codeartifact', `repository/${domain}/${name}`);
        return { name, physicalId: arn, arn, attributes: { Arn: arn, Name: name, DomainName: domain, DomainOwner: owner } };
      },
    },
  },
  idleFamilies: { 'AWS::CodeArtifact::': IDLE },
  create: () => ({}),
};
