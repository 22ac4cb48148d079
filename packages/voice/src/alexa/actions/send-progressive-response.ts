import { defineAction, type Implement, secret, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { spokenText } from '../../contract/call-script.ts';
import { type AlexaSettings, apiEndpoints } from '../config.ts';
import { documentOf, ssml } from '../ssml.ts';

/**
 * Says something while a request still waits for its answer; Alexa's own action.
 *
 * @see https://developer.amazon.com/docs/custom-skills/progressive-response-api-reference.html
 */
export const sendProgressiveResponse = defineAction({
  name: 'sendProgressiveResponse',
  title: 'Send a progressive response',
  description: 'Has Alexa say something while a launch or an intent still waits for its answer.',
  input: z.strictObject({
    requestId: z.string().min(1).max(1024),
    apiEndpoint: z
      .enum(Object.values(apiEndpoints) as [string, ...string[]])
      .describe('`apiEndpoint` of the request: the customer’s region. No other host is called.'),
    apiAccessToken: secret().describe('`apiAccessToken` of the request: good while it waits.'),
    text: spokenText,
    isSsml: z
      .boolean()
      .default(false)
      .describe('Whether the text is SSML. What is inserted into it must be escaped.'),
  }),
  output: z.object({ requestId: z.string() }),
  effect: 'write',
  idempotent: 'no',
  example: {
    requestId: 'amzn1.echo-api.request.6919844a-733e-4e89-893a-fdcb77e2ef0d',
    apiEndpoint: 'https://api.eu.amazonalexa.com',
    apiAccessToken: 'token-of-the-request',
    text: 'One moment, I am looking it up.',
  },
});

/** What `sendProgressiveResponse` takes. */
export interface SendProgressiveResponseInput extends z.input<typeof sendProgressiveResponse.input> {}

/** What `sendProgressiveResponse` answers with. */
export interface SendProgressiveResponseOutput extends z.output<typeof sendProgressiveResponse.output> {}

/** How Alexa does it. A token that is refused belongs to the request, and is no credential of ours: it is not renewed. */
export const sendProgressiveResponseAction = (implement: Implement<AlexaSettings>) =>
  implement(
    sendProgressiveResponse,
    async ({ requestId, apiEndpoint, apiAccessToken, text, isSsml }, { http, config, signal }) => {
      const speech = documentOf(isSsml ? { ssml: text } : ssml`${text}`);
      try {
        await http.post(config.baseUrl === undefined ? `${apiEndpoint}/v1/directives` : '/v1/directives', {
          headers: { authorization: `Bearer ${apiAccessToken.reveal()}` },
          json: { header: { requestId }, directive: { type: 'VoicePlayer.Speak', speech } },
          operation: 'response.progress',
          signal,
        });
      } catch (error) {
        if (!TouchlineError.isInstance(error) || error.code !== 'http.unauthorized') throw error;
        throw new TouchlineError(
          'http.rejected',
          'Alexa takes no more progressive responses to this request.',
          {
            connector: 'alexa',
            ...(error.vendorStatus !== undefined && { vendorStatus: error.vendorStatus }),
          },
        );
      }
      return { requestId };
    },
  );
