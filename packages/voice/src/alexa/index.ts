export {
  type SendProactiveEventInput,
  type SendProactiveEventOutput,
  sendProactiveEvent,
} from './actions/send-proactive-event.ts';
export {
  type SendProgressiveResponseInput,
  type SendProgressiveResponseOutput,
  sendProgressiveResponse,
} from './actions/send-progressive-response.ts';
export type { AlexaConfig } from './config.ts';
export { alexa } from './connector.ts';
export type { AlexaReply, AlexaRequest } from './reply.ts';
export {
  type AlexaCard,
  type AlexaDirective,
  type AlexaResponse,
  type AlexaSpeech,
  renderAlexaResponse,
  responseLimits,
} from './response.ts';
export { type Ssml, ssml } from './ssml.ts';
