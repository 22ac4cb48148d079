import { z } from 'zod';
import { pii } from '../privacy/pii.ts';
import { channelAddress } from './channel-address.ts';

const schema = z
  .object({
    id: channelAddress.describe(
      'The id or address on the channel: a Slack user id, a WhatsApp number in E.164.',
    ),
    displayName: z.string().meta(pii('name')).optional().describe('The name that the channel shows.'),
    isBot: z.boolean().optional().describe('Whether it is a program. Absent where the channel does not say.'),
  })
  .meta({ id: 'Participant', description: 'Someone, or a bot, who takes part in a conversation.' });

/** See {@link participant}. */
export interface Participant extends z.output<typeof schema> {}

/** The schema of {@link Participant}, under a name so that what is made of it stays short. */
export interface ParticipantSchema extends z.ZodType<Participant, Participant> {}

/** Someone, or a bot, who takes part in a conversation on a channel. */
export const participant: ParticipantSchema = schema;
