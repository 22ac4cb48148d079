export {
  type Call,
  type CallStatus,
  call,
  callStatus,
} from './contract/call.ts';
export type { CallStep } from './contract/call-script.ts';
export { callStep } from './contract/call-script.ts';
export { type GetCallInput, type GetCallOutput, getCall } from './contract/get-call.ts';
export { type HangUpCallInput, type HangUpCallOutput, hangUpCall } from './contract/hang-up-call.ts';
export { type PlaceCallInput, type PlaceCallOutput, placeCall } from './contract/place-call.ts';
export { type SendSmsInput, type SendSmsOutput, sendSms } from './contract/send-sms.ts';
