export * from './contract.ts';
export { type MissedCallSmsOptions, missedCallSms } from './missed-call-sms.ts';
