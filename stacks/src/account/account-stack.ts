import { parametersOf } from '@busbar/topology';
import type { Construct } from 'constructs';
import { PlannedStack, type PlannedStackProps } from '../planned-stack';
import { drawInbox } from './inbox';
import { drawParameters } from './parameters';
import { ServiceRoles } from './service-roles';

/**
 * What the platform has in the account of services: their roles, and where the account receives events, its subscriber bus with
 * what hangs on it. The bus admits the route roles of the central account, so the stack can be deployed before they exist, and has
 * to be: EventBridge checks the target when a route is made. The stacks of the services come after it, since Lambda checks a
 * function's role when it makes the function.
 */
export class AccountStack extends PlannedStack {
  constructor(scope: Construct, id: string, props: PlannedStackProps) {
    const { topology, unit } = props;
    super(scope, id, `Service roles and subscriber event bus of account ${unit.account}, stage ${topology.stage}`, props);
    const inbox = topology.inboxes.find(({ account }) => account === unit.account);
    if (inbox) drawInbox(this, topology, inbox);
    new ServiceRoles(this, 'ServiceRoles', { topology, account: unit.account });
    drawParameters(this, parametersOf(topology, unit.account));
  }
}
