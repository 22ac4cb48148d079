/** What is answered to a POST, by path: made to measure for `asIs`. */
export const answers = {
  '/emails': { messageId: 'msg_1', status: 'queued' },
  '/suppressions': { suppressed: true },
  '/suppressions/remove': { removed: true },
  '/suppressions/search': { reason: 'none' },
};
