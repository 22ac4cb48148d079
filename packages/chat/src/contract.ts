export {
  type DeleteMessageInput,
  type DeleteMessageOutput,
  deleteMessage,
} from './contract/delete-message.ts';
export { type EditMessageInput, type EditMessageOutput, editMessage } from './contract/edit-message.ts';
export { type MarkReadInput, type MarkReadOutput, markRead } from './contract/mark-read.ts';
export {
  type MessageAttachment,
  type MessageButton,
  messageAttachment,
  messageButton,
} from './contract/message-content.ts';
export {
  type AddReactionInput,
  type AddReactionOutput,
  addReaction,
  type RemoveReactionInput,
  type RemoveReactionOutput,
  removeReaction,
} from './contract/reactions.ts';
export { type SendMessageInput, type SendMessageOutput, sendMessage } from './contract/send-message.ts';
