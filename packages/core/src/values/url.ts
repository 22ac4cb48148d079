import { z } from 'zod';

/** An absolute http or https URL. Not checked for where it points: whoever fetches it must. */
export const webUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(8192);

/**
 * An absolute URL of any scheme but those that run as script: also `android-app://` and `capacitor://`, which browsers
 * and apps report as page and referrer.
 */
export const linkUrl = z
  .url({ protocol: /^(?!(javascript|data|vbscript)$)/, error: 'must be an absolute URL' })
  .max(8192);
