/** A time of the API's as RFC 3339 in UTC; `undefined` where there is none. */
export const readTime = (text: string | null | undefined): string | undefined => {
  const time = new Date(text ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
};
