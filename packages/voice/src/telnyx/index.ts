export type * from './actions/call-control-contracts.ts';
export {
  answerCall,
  bridgeCalls,
  gatherDigits,
  playAudio,
  rejectCall,
  sendDigits,
  speakText,
  startRecording,
  stopRecording,
  transferCall,
} from './actions/call-control-contracts.ts';
export {
  type DeleteRecordingInput,
  type DeleteRecordingOutput,
  deleteRecording,
} from './actions/recording-actions.ts';
export type { TelnyxConfig } from './config.ts';
export { telnyx } from './connector.ts';
