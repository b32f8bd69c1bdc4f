import type { App } from 'aws-cdk-lib';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledge } from './acknowledgements';
import { BusbarChecks } from './busbar-checks';

export { acknowledge };

/** Registers every check of the templates, and what is accepted of what they find. Loads cdk-nag: import only to validate. */
export function addChecks(app: App): void {
  // cdk-nag looks at deprecated properties too, and the warning about it would be ours to explain.
  process.env['JSII_DEPRECATED'] ??= 'quiet';
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new BusbarChecks());
  acknowledge(app);
}
