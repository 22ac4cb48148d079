export { type InstrumentationOptions, instrumentRouter } from './instrument-router.ts';
export { activeTrace } from './trace-context.ts';
