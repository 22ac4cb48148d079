export type { SlackNativeMessage } from './actions/native-message.ts';
export {
  type RespondInteractionInput,
  type RespondInteractionOutput,
  respondInteraction,
} from './actions/respond-interaction.ts';
export type { SlackConfig } from './config.ts';
export { slack } from './connector.ts';
