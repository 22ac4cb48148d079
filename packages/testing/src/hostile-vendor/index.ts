export { hostileSend } from './hostile-send.ts';
export { type HostileServer, serveHostile } from './serve-hostile.ts';
export {
  type FailurePlan,
  failInOrder,
  htmlPage,
  randomFailures,
  type VendorFailure,
} from './vendor-failure.ts';
