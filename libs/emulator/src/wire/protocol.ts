import type { ServiceError } from './service-error';

/** An answer, ready to be written. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a service writes its answers. */
export interface Protocol {
  readonly contentType: string;
  error(error: ServiceError, requestId: string): Answer;
}

/** EventBridge. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export const json11: Protocol = {
  contentType: 'application/x-amz-json-1.1',
  error: ({ code, message, status }) => ({
    status,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify({ __type: code, message }),
  }),
};

/** Errors that every service has, under the name of the framework that makes them. */
const COMMON = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'InternalFailure',
  'InvalidParameterValueException',
  'MissingAuthenticationTokenException',
  'MissingRequiredParameterException',
  'RequestEntityTooLargeException',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
]);

/** SQS. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html and its `awsQueryCompatible` */
export const json10: Protocol = {
  contentType: 'application/x-amz-json-1.0',
  error: ({ code, message, status, queryCode }) => ({
    status,
    contentType: 'application/x-amz-json-1.0',
    body: JSON.stringify({ __type: `${COMMON.has(code) ? 'com.amazon.coral.service' : 'com.amazonaws.sqs'}#${code}`, message }),
    // By which SQS's older codes reach clients.
    headers: { 'x-amzn-query-error': `${queryCode ?? code};${status >= 500 ? 'Receiver' : 'Sender'}` },
  }),
};

/** Lambda. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export const restJson: Protocol = {
  contentType: 'application/json',
  error: ({ code, message, status }) => ({
    status,
    contentType: 'application/json',
    body: JSON.stringify({ Type: status >= 500 ? 'Service' : 'User', message }),
    headers: { 'x-amzn-errortype': code },
  }),
};

const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const query: Protocol = {
  contentType: 'text/xml',
  error: ({ code, message, status, queryCode }, requestId) => ({
    status,
    contentType: 'text/xml',
    body:
      `<ErrorResponse xmlns="${STS_NAMESPACE}"><Error><Type>${status >= 500 ? 'Receiver' : 'Sender'}</Type>` +
      `<Code>${escapeXml(queryCode ?? code)}</Code><Message>${escapeXml(message)}</Message></Error>` +
      `<RequestId>${requestId}</RequestId></ErrorResponse>`,
  }),
};

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** @param result the members of the result, as XML */
export function queryResult(action: string, result: string, requestId: string): string {
  return (
    `<${action}Response xmlns="${STS_NAMESPACE}"><${action}Result>${result}</${action}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`
  );
}
