/** `@busbar/topology/service`: what one service may know of a stage. Loads nothing of the planner. */
export type * from './model';
export { serviceTopology } from './service-topology';
export { serviceTag } from '../names';
