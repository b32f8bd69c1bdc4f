export * from './bootstrap-names';
export * from './decisions';
export * from './drift';
export * from './parts';
export * from './stack-state';
export * from './stage-plan';
export * from './stage-record';
