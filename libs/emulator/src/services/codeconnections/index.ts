import { identifyById } from '../../cloudformation';
import type { EmulatedService, IdleType } from '../../service/emulated-service';

const IDLE = 'Repositories are not read here.';

const connection = (service: string): IdleType => ({
  idle: IDLE,
  createOnly: ['ConnectionName', 'HostArn', 'ProviderType'],
  anyAttribute: true,
  identify: identifyById(service, 'connection/', 'ConnectionArn'),
});

export const codeconnections: EmulatedService = {
  name: 'codeconnections',
  title: 'CodeConnections',
  resourceTypes: {
    'AWS::CodeConnections::Connection': connection('codeconnections'),
    // Its name until 2024.
    'AWS::CodeStarConnections::Connection': connection('codestar-connections'),
  },
  idleFamilies: { 'AWS::CodeConnections::': IDLE, 'AWS::CodeStarConnections::': IDLE },
  create: () => ({}),
};
