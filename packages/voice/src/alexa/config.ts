import { secret } from '@touchline/core';
import { z } from 'zod';
import type { AlexaReply } from './reply.ts';

const skillId = z
  .string()
  .regex(/^amzn1\.[\w.-]{1,250}$/, 'must be the id of a skill, such as amzn1.ask.skill.6919844a-733e-…');

/** The schema of {@link AlexaConfig}. */
export const alexaConfig = z.object({
  skillId: z
    .union([skillId.transform((id) => [id]), z.array(skillId).min(1).max(20)])
    .describe('The skill, or the skills, whose requests are taken. Those of any other are refused.'),
  reply: (
    z
      .unknown()
      .refine((value) => typeof value === 'function', 'must be a function')
      .optional() as unknown as z.ZodOptional<z.ZodType<AlexaReply, AlexaReply>>
  ).describe('What Alexa says and does. Default: nothing is said, and the session ends.'),
  proactiveEvents: z
    .strictObject({
      clientId: z.string().min(1).max(512).describe('Alexa Client Id, from the skill’s Permissions page.'),
      clientSecret: secret().describe('Alexa Client Secret, from the same page.'),
      stage: z
        .enum(['live', 'development'])
        .default('live')
        .describe('`development`: notifications go to testers of a skill that is not published.'),
    })
    .optional()
    .describe('For `sendProactiveEvent`.'),
  region: z
    .enum(['north_america', 'europe', 'far_east'])
    .default('north_america')
    .describe('Where the customers are that proactive events go to.'),
  trustedRoots: z
    .array(z.string().startsWith('-----BEGIN CERTIFICATE-----', 'must be a certificate as PEM'))
    .min(1)
    .max(500)
    .optional()
    .describe(
      'The root certificates, as PEM, that Alexa’s must lead to. Default: those of Node. For a sandbox.',
    ),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where Alexa’s APIs are, in place of the region’s: a sandbox or a proxy.'),
  tokenUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.amazon.com/auth/o2/token')
    .describe('Where Login with Amazon gives out access tokens.'),
});

/** What `alexa(…)` takes. */
export interface AlexaConfig extends z.input<typeof alexaConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface AlexaSettings extends z.output<typeof alexaConfig> {}

/**
 * The hosts of Alexa's APIs by region.
 *
 * @see https://developer.amazon.com/docs/smapi/proactive-events-api-reference.html
 */
export const apiEndpoints = {
  north_america: 'https://api.amazonalexa.com',
  europe: 'https://api.eu.amazonalexa.com',
  far_east: 'https://api.fe.amazonalexa.com',
} as const;
