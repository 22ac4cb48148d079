import type { ActionContext } from '@touchline/core';
import type { z } from 'zod';
import type { CreateTicketOutput, createTicket } from '../../contract.ts';
import type { HubspotSettings } from '../config.ts';
import { associationsOf } from './associations.ts';
import { createRecordOnce } from './records.ts';
import { requireContactId } from './require-contact.ts';
import { sentProperties } from './sent-properties.ts';

/** Makes a ticket: https://developers.hubspot.com/docs/api/crm/tickets. */
export const runCreateTicket = async (
  input: z.output<typeof createTicket.input>,
  context: ActionContext<HubspotSettings>,
): Promise<CreateTicketOutput> => {
  const { ticketPipeline, ticketStage } = context.config;
  const contact = await requireContactId(input.contact, context);
  const properties = sentProperties(
    {
      subject: input.subject,
      content: input.description,
      hs_ticket_priority: input.priority?.toUpperCase(),
      hs_pipeline: input.pipeline ?? ticketPipeline,
      hs_pipeline_stage: input.status ?? ticketStage,
      hubspot_owner_id: input.ownerId,
    },
    input.properties,
  );
  const { companyId: company, dealId: deal } = input;
  return createRecordOnce(
    'ticket',
    properties,
    associationsOf('ticket', { contact, company, deal }),
    context,
  );
};
