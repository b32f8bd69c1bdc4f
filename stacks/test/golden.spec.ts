import { sampleTopology } from '@busbar/constructs/sample-topology';
import { drawn } from './draw';

/** Small enough to read in a review. Logical ids are not masked: when one changes, CloudFormation replaces what is deployed. */
test('the template of one route', () => {
  const { Parameters: _, Rules: __, ...template } = drawn(sampleTopology(), 'routing').template.toJSON();
  expect(template).toMatchSnapshot();
});
