import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { customerRef } from '../values/customer-ref.ts';
import { participant } from '../values/participant.ts';
import { vendorId } from '../values/vendor-id.ts';

const installation = z.object({
  customer: customerRef.optional(),
  channel: z.string().min(1).max(64).describe('`slack`, `discord`, `teams`, …'),
  workspaceId: vendorId.describe('The workspace, server or tenant.'),
  workspaceName: z.string().max(512).optional(),
});

const example = {
  customer: { externalIds: { slack: 'U061F7AUR' } },
  channel: 'slack',
  workspaceId: 'T061EG9R6',
  workspaceName: 'Analytical Engines',
};

/** Defines `channel.app_installed`. */
export const channelAppInstalled = defineEvent({
  type: 'channel.app_installed',
  title: 'App installed',
  description: 'Your app was added to a workspace.',
  data: installation.extend({
    installedBy: participant.optional(),
    scopes: z.array(z.string().max(256)).optional().describe('What it may do there.'),
  }),
  example: { ...example, installedBy: { id: 'U061F7AUR' }, scopes: ['chat:write', 'reactions:read'] },
});

/** Data of `channel.app_installed`: your app was added to a workspace. */
export interface ChannelAppInstalled extends z.output<typeof channelAppInstalled.data> {}

/** Defines `channel.app_uninstalled`. */
export const channelAppUninstalled = defineEvent({
  type: 'channel.app_uninstalled',
  title: 'App uninstalled',
  description: 'Your app was removed from a workspace; its tokens no longer work.',
  data: installation.extend({
    reason: z.string().max(1024).optional().describe("The vendor's own reason: `tokens_revoked`."),
  }),
  example: { ...example, reason: 'tokens_revoked' },
});

/** Data of `channel.app_uninstalled`: your app was removed from a workspace; its tokens no longer work. */
export interface ChannelAppUninstalled extends z.output<typeof channelAppUninstalled.data> {}

/** All events of your app in a channel. */
export const channelEvents: readonly EventDefinition[] = [channelAppInstalled, channelAppUninstalled];
