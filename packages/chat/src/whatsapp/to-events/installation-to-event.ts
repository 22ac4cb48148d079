import type { WhatsAppContext, WhatsAppInstallation } from '../payload.ts';
import { draftOf } from './draft-parts.ts';
import type { WhatsAppResult, WhatsAppTools } from './map-tools.ts';

/** A business gave its account to the app, or took it back: then the app's token is of no use there. */
export const installationToEvent = (
  { event, waba_info: { waba_id: workspaceId } }: WhatsAppInstallation,
  context: WhatsAppContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const id = `${event}:${workspaceId}:${context.entryTime ?? ''}`;
  const draft = { ...draftOf(id, undefined, context, tools), subject: workspaceId, account: workspaceId };
  const data = { channel: 'whatsapp', workspaceId };
  return event === 'PARTNER_ADDED' || event === 'PARTNER_APP_INSTALLED'
    ? tools.event('channel.app_installed', { ...draft, data })
    : tools.event('channel.app_uninstalled', { ...draft, data: { ...data, reason: event } });
};
