/** A JSON body with the charset spelled out, for want of which Slack adds a warning to every answer. */
export const json = (
  body: object,
): { readonly json: object; readonly headers: { readonly 'content-type': string } } => ({
  json: body,
  headers: { 'content-type': 'application/json; charset=utf-8' },
});
