/** What is answered to a POST, by path: made to measure for `asIs`. */
export const answers = {
  '/calls': { callId: 'cal_1', status: 'queued' },
  '/calls/search': { callId: 'cal_1', status: 'in_progress' },
  '/calls/hang-up': { callId: 'cal_1', status: 'completed' },
  '/messages': { messageId: 'msg_1', status: 'queued' },
};
