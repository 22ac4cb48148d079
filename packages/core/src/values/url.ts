import { z } from 'zod';

const notWeb = 'must be an http or https URL';

/** An absolute http or https URL. Not checked for where it points: whoever fetches it must. */
export const webUrl = z
  .url({ abort: true, error: notWeb })
  // The scheme is looked for in the text: to look for it in a URL that was taken apart takes twice as long as all the rest.
  .refine((text) => /^https?:\/\//i.test(text), notWeb)
  .max(8192);

/**
 * An absolute URL of any scheme but those that run as script: also `android-app://` and `capacitor://`, which browsers
 * and apps report as page and referrer.
 */
export const linkUrl = z
  .url({ protocol: /^(?!(javascript|data|vbscript)$)/, error: 'must be an absolute URL' })
  .max(8192);
