export { type RunningServer, requestListener, type ServeOptions, serve } from './serve.ts';
