export { type SendOver, sendOver } from './send-over.ts';
export { sendTo } from './send-to.ts';
export {
  type CallMatch,
  createSandbox,
  type IncomingCall,
  type SandboxCall,
  type SandboxResponse,
  type SandboxSpec,
  type VendorSandbox,
} from './vendor-sandbox.ts';
