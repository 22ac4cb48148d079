import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { campaign } from '../values/campaign.ts';
import { customerRef } from '../values/customer-ref.ts';
import { jsonValue } from '../values/json-value.ts';
import { linkUrl } from '../values/url.ts';

/** Defines `page.viewed`. */
export const pageViewed = defineEvent({
  type: 'page.viewed',
  title: 'Page viewed',
  description: 'Someone looked at a page of your site, or a screen of your app.',
  data: z.object({
    customer: customerRef.optional(),
    url: linkUrl.meta(pii('other')).describe('The whole URL; its query may hold personal data.'),
    path: z.string().max(8192).optional().describe('The path alone: `/pricing`.'),
    title: z.string().max(2048).optional(),
    referrer: linkUrl.meta(pii('other')).optional().describe('Where the visitor came from.'),
    campaign: campaign.optional(),
    sessionId: z.string().max(256).optional().describe('Your id of the visit.'),
    ipAddress: z.string().max(64).meta(pii('ip_address')).optional(),
    userAgent: z.string().max(2048).meta(pii('other')).optional(),
    language: z.string().max(64).optional().describe('BCP 47.'),
    properties: z
      .record(z.string().min(1).max(256), jsonValue.meta(pii('other')))
      .optional()
      .describe('Anything else that you note.'),
  }),
  example: {
    customer: { anonymousId: 'visitor-7f3a' },
    url: 'https://www.example.com/pricing?utm_source=newsletter',
    path: '/pricing',
    title: 'Pricing',
    referrer: 'https://news.example.com/',
    campaign: {
      source: 'newsletter',
      medium: 'email',
      name: 'autumn-2026',
      term: 'teapot',
      content: 'header',
      clickId: 'Cj0KCQiA',
    },
    sessionId: 'visit-1',
    ipAddress: '203.0.113.42',
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
    language: 'en-GB',
    properties: { plan: 'gold', seats: 3 },
  },
});

/** Data of `page.viewed`: someone looked at a page of your site, or a screen of your app. */
export interface PageViewed extends z.output<typeof pageViewed.data> {}

/** All events of pages and screens. */
export const pageEvents: readonly EventDefinition[] = [pageViewed];
