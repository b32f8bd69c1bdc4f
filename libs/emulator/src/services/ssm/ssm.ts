import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../../cloudformation';
import type { RunningService, ServiceContext } from '../../service/emulated-service';
import type { ResourceChange } from '../../service/resource-change';
import { awsJson11 } from '../../wire/protocol';
import type { ServiceApi } from '../../wire/service-api';
import { ssmOperations } from './operations';
import { Parameter } from './parameter';
import { readParameter } from './read-parameter';

/** The parameters of all accounts. */
export class Ssm implements RunningService {
  readonly apis: readonly ServiceApi[];
  readonly #context: ServiceContext;
  /** By ARN. */
  readonly #parameters = new Map<string, Parameter>();

  constructor(context: ServiceContext) {
    this.#context = context;
    const operations = ssmOperations(this.#parameters, context.authorizer);
    this.apis = [{ kind: 'json', protocol: awsJson11, targetPrefix: 'AmazonSSM', operations }];
  }

  /** A change of anything but tags makes a new version, as `PutParameter` does. */
  loadParameter(resource: Resource, previous: Resource | undefined): ResourceChange {
    const definition = readParameter(resource);
    const before = previous && readParameter(previous);
    const tags = resource.textMap('Tags');
    if (definition.policies.length > 0) this.#context.limit(resource, 'Parameter policies do nothing here: nothing expires.');
    return {
      apply: () => {
        const { arn, resolved } = resource;
        const parameter = this.#parameters.get(arn) ?? new Parameter({ ...resolved, arn });
        this.#parameters.set(arn, parameter);
        parameter.tags = tags;
        if (!isDeepStrictEqual(definition, before)) parameter.put(definition, this.#context.clock.now());
      },
    };
  }

  removeParameter({ arn }: Resource): ResourceChange {
    return { apply: () => void this.#parameters.delete(arn) };
  }
}
