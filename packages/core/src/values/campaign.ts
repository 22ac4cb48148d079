import { z } from 'zod';

const label = z.string().max(1024).optional();

/** Which campaign brought a visitor: the `utm_*` parameters of the first URL, and the advertiser's click id. */
export const campaign = z
  .object({
    source: label.describe('`utm_source`: newsletter, google.'),
    medium: label.describe('`utm_medium`: email, cpc.'),
    name: label.describe('`utm_campaign`.'),
    term: label.describe('`utm_term`.'),
    content: label.describe('`utm_content`.'),
    clickId: label.describe("The advertiser's id of the click: `gclid`, `fbclid`, `msclkid`."),
  })
  .meta({ id: 'Campaign', description: 'Which campaign brought a visitor.' });

/** See {@link campaign}. */
export interface Campaign extends z.output<typeof campaign> {}
