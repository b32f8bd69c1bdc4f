import { names } from '../names';
import type { DeliveryKind } from './delivery-kind';

/** A function of the service team, whose stack makes it and admits the local rule. */
export const functionDelivery: DeliveryKind<'function'> = {
  plan: ({ functionName }, _subscription, { arns, account }) => ({
    kind: 'function',
    function: arns.function(account, functionName),
    processingDeadLetterQueue: arns.queue(account, names.functionDeadLetterQueue(functionName)),
  }),
  facts: ({ function: target }) => ({
    target,
    polledQueue: undefined,
    queues: [],
    resources: 0,
    definedByService: { type: 'AWS::Lambda::Function', noun: 'function', nameProperty: 'FunctionName', name: target.name },
    targetIsShared: true,
    summary: `function ${target.name}`,
  }),
};
