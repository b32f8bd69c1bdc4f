import { bootstrap } from '@busbar/topology';
import type { IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { DefaultStackSynthesizer } from 'aws-cdk-lib';

/**
 * CDK's default way to deploy, by Busbar's own bootstrap: the account's default one stays that of its teams. Without the parameter and
 * the rule that every template would carry to look at the bootstrap's version.
 *
 * Every stack gets an own one: CDK's `reusableBind` makes copies that share one list of assets, so that a stack's assets would
 * be those of all stacks before it too, to be uploaded to their accounts.
 */
export class StageSynthesizer extends DefaultStackSynthesizer {
  constructor() {
    super({ qualifier: bootstrap.qualifier, generateBootstrapVersionRule: false });
  }

  override reusableBind(stack: Stack): IStackSynthesizer {
    const own = new StageSynthesizer();
    own.bind(stack);
    return own;
  }
}
