import { functionRetry, sharedReceiver } from '@busbar/manifest';
import { names } from '../names';
import type { DeliveryKind } from './delivery-kind';
import { watchedDeadLetters } from './queue';

/** A function of the service team, whose stack makes it and admits the local rule. */
export const functionDelivery: DeliveryKind<'function'> = {
  plan: (delivery, { service }, { arns, account, busName, ofService }) => {
    const sharing = ofService.filter((each) => sharedReceiver(each.delivery) === sharedReceiver(delivery));
    return {
      kind: 'function',
      function: arns.function(account, delivery.functionName),
      definedIn: delivery.definedIn,
      processingDeadLetterQueue: arns.queue(account, names.functionDeadLetterQueue(delivery.functionName)),
      admits: arns.rule(account, busName, `${names.localRulePrefix(service)}*`),
      retry: functionRetry(sharing.map(({ retry }) => retry)),
    };
  },
  facts: ({ function: target, definedIn, processingDeadLetterQueue }) => ({
    target,
    polledQueue: undefined,
    queues: [],
    queuesOfTarget: [processingDeadLetterQueue],
    watched: [
      { kind: 'function-errors', thing: target.name, dimensions: { FunctionName: target.name } },
      { kind: 'function-throttles', thing: target.name, dimensions: { FunctionName: target.name } },
      watchedDeadLetters(processingDeadLetterQueue.name),
    ],
    resources: 0,
    definedByService:
      definedIn === 'elsewhere'
        ? undefined
        : { type: 'AWS::Lambda::Function', noun: 'function', nameProperty: 'FunctionName', name: target.name },
    targetIsShared: true,
    summary: `function ${target.name}`,
  }),
};
