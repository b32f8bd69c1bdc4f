import { bytesOfAttributes, md5OfAttributes } from '../../../src/services/sqs/message-attributes';

describe('the digest of message attributes', () => {
  it('is what SQS documents, whatever the order of the names', () => {
    // Expected values computed by a separate program from the documented encoding.
    const attributes = {
      b: { DataType: 'Binary', BinaryValue: 'AQID' },
      a: { DataType: 'String', StringValue: 'x' },
    };
    const reversed = Object.fromEntries(Object.entries(attributes).reverse());
    expect(md5OfAttributes(attributes)).toBe(md5OfAttributes(reversed));
    expect(md5OfAttributes({ a: attributes.a })).toBe('a512aac9938034acb0b3c3d965944bf1');
    expect(md5OfAttributes(attributes)).toBe('aff7372f244d3ebae020d15edb230ef6');
  });

  it('is missing when there are none', () => {
    expect(md5OfAttributes({})).toBeUndefined();
  });

  it('counts names, types and values', () => {
    expect(bytesOfAttributes({ ab: { DataType: 'Binary', BinaryValue: 'AQID' } })).toBe(2 + 6 + 3);
  });
});
