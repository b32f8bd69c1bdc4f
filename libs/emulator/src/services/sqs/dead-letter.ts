import type { MessageAttributes } from './message-attributes';
import type { GivenUp } from '../../delivery/delivery';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export function deadLetterAttributes(ruleArn: string, targetArn: string, givenUp: GivenUp): MessageAttributes {
  const text = (value: string) => ({ DataType: 'String', StringValue: value });
  return {
    RULE_ARN: text(ruleArn),
    TARGET_ARN: text(targetArn),
    ERROR_CODE: text(givenUp.errorCode),
    ERROR_MESSAGE: text(givenUp.message),
    ...(givenUp.exhausted && { EXHAUSTED_RETRY_CONDITION: text(givenUp.exhausted) }),
    RETRY_ATTEMPTS: { DataType: 'Number', StringValue: String(givenUp.retries) },
  };
}
