const message = { messageId: 'msg_1', conversationId: 'con_1' };

/** What is answered to a POST, by path: made to measure for `asIs`. */
export const answers = {
  '/messages': message,
  '/messages/edit': message,
  '/messages/delete': message,
  '/reactions': message,
  '/reactions/remove': message,
  '/messages/read': message,
};
