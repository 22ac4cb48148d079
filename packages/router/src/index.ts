export * from './log/index.ts';
export * from './router/index.ts';
