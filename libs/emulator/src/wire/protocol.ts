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
  /** Of the answer to a caller that is not known. */
  readonly unauthenticatedStatus: 400 | 403;
  error(error: ServiceError, requestId: string): Answer;
}

/** EventBridge. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export const awsJson11: Protocol = {
  contentType: 'application/x-amz-json-1.1',
  unauthenticatedStatus: 400,
  error: ({ code, message, status, members }) => ({
    status,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify({ __type: code, message, ...members }),
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

/**
 * SQS. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html and its `awsQueryCompatible`
 *
 * @param namespace of the service's own errors: `com.amazonaws.sqs`
 */
export function awsJson10(namespace: string): Protocol {
  return {
    contentType: 'application/x-amz-json-1.0',
    unauthenticatedStatus: 403,
    error: ({ code, message, status, queryCode }) => ({
      status,
      contentType: 'application/x-amz-json-1.0',
      body: JSON.stringify({ __type: `${COMMON.has(code) ? 'com.amazon.coral.service' : namespace}#${code}`, message }),
      // By which SQS's older codes reach clients.
      headers: { 'x-amzn-query-error': `${queryCode ?? code};${status >= 500 ? 'Receiver' : 'Sender'}` },
    }),
  };
}

/** Lambda. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export const restJson: Protocol = {
  contentType: 'application/json',
  unauthenticatedStatus: 403,
  error: ({ code, message, status }) => ({
    status,
    contentType: 'application/json',
    body: JSON.stringify({ Type: status >= 500 ? 'Service' : 'User', message }),
    headers: { 'x-amzn-errortype': code },
  }),
};

/**
 * STS. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 *
 * @param namespace of the answers: `https://sts.amazonaws.com/doc/2011-06-15/`
 */
export function awsQuery(namespace: string): Protocol {
  return {
    contentType: 'text/xml',
    unauthenticatedStatus: 403,
    error: ({ code, message, status, queryCode }, requestId) => ({
      status,
      contentType: 'text/xml',
      body:
        `<ErrorResponse xmlns="${namespace}"><Error><Type>${status >= 500 ? 'Receiver' : 'Sender'}</Type>` +
        `<Code>${escapeXml(queryCode ?? code)}</Code><Message>${escapeXml(message)}</Message></Error>` +
        `<RequestId>${requestId}</RequestId></ErrorResponse>`,
    }),
  };
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** @param result the members of the result, as XML */
export function queryResult(namespace: string, action: string, result: string, requestId: string): string {
  return (
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`
  );
}
