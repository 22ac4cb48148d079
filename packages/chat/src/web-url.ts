/** An http or https URL, or nothing: a field that is no URL must not cost the rest of the event. */
export const webUrlOf = (url: string | null | undefined): string | undefined =>
  typeof url === 'string' && url.length <= 8_192 && /^https?:$/.test(URL.parse(url)?.protocol ?? '')
    ? url
    : undefined;
