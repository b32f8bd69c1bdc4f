import type { AttemptFailure, Delivery } from '../../delivery/delivery';
import { MessageBody } from '../../delivery/message-body';
import type { TargetAccess } from '../../delivery/target-access';
import type { TargetResource } from '../../delivery/target-resource';
import type { HostedFunction } from './hosted-function';

/** A function as the target of a rule: invoked asynchronously. */
export class FunctionTarget implements TargetResource {
  readonly #function: HostedFunction;

  constructor(hosted: HostedFunction) {
    this.#function = hosted;
  }

  deliver(delivery: Delivery, access: TargetAccess): AttemptFailure | undefined {
    const hosted = this.#function;
    const sender = access.sender(delivery);
    if ('errorCode' in sender) return sender;
    const denial = access.denial(sender, delivery, { action: 'lambda:InvokeFunction', resource: hosted.arn, owner: hosted });
    if (denial) return denial;
    const body = delivery.payload();
    if (!(body instanceof MessageBody)) return body;
    hosted.accept(delivery.isTransformed ? asJson(body) : body.text);
    return undefined;
  }
}

/** Lines of text are not JSON: the function gets them as one string. */
function asJson({ text, json }: MessageBody): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return json;
  }
}
