import { EmulatorError } from '../errors';
import { ANY_TYPE, identifyByGeneratedName, type ResourceType } from './resource-type';

/** The CloudFormation types of one service. */
export interface ResourceTypes {
  /** By type: `AWS::SQS::Queue`. */
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  /** Why every other type is idle whose name begins like that: `{ 'AWS::Logs::': 'Log delivery is not simulated.' }`. */
  readonly idleFamilies?: Readonly<Record<string, string>>;
}

/** CloudFormation's own types. */
const OWN_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudFormation::Stack': {
    idle: 'A nested stack is only the frame around its own resources, which are loaded.',
    createOnly: [],
    identify: identifyByGeneratedName,
  },
  'AWS::CDK::Metadata': { idle: 'It only reports the CDK version to AWS.', createOnly: [], identify: identifyByGeneratedName },
};

/** Every resource type that the emulator knows. A type that is not in it is reported as unsupported. */
export class ResourceCatalog {
  readonly #types = new Map(Object.entries(OWN_TYPES));
  readonly #families = new Map<string, ResourceType>();

  /** @throws EmulatorError when two services bring the same type */
  constructor(services: readonly ResourceTypes[]) {
    for (const { resourceTypes, idleFamilies = {} } of services) {
      for (const [type, definition] of Object.entries(resourceTypes)) {
        if (this.#types.has(type)) throw new EmulatorError(`Two services bring the resource type ${type}. Remove one of them.`);
        this.#types.set(type, definition);
      }
      for (const [prefix, idle] of Object.entries(idleFamilies)) this.#families.set(prefix, { ...ANY_TYPE, idle });
    }
  }

  /** `undefined` for a type that the emulator does not know. */
  find(type: string): ResourceType | undefined {
    const known = this.#types.get(type);
    if (known) return known;
    for (const [prefix, family] of this.#families) if (type.startsWith(prefix)) return family;
    return undefined;
  }

  /** Properties whose change replaces a resource; undefined for a type that is not listed itself. */
  createOnly(type: string): readonly string[] | undefined {
    return this.#types.get(type)?.createOnly;
  }
}
