/** `@busbar/topology/alarms`: the table of alarms, for stacks that service teams draw. Loads nothing of the planner. */
export { alarmKinds, includesKind, type AlarmKind } from './alarm-kinds';
export { alarmOf, type AlarmOptions } from './alarm-of';
export { oldestInSeconds } from '../deliveries/index';
