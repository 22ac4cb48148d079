export * from './log/index.ts';
export * from './metrics/index.ts';
export * from './router/index.ts';
