/** The id of a dead letter: it tells its place, so paging goes on even after the letter is gone. */
export const deadLetterId = (sequence: number): string => `dl-${sequence}`;

/** The place that an id tells; undefined when it is not an id of a dead letter. */
export const sequenceOf = (id: string): number | undefined => {
  const digits = /^dl-([1-9]\d{0,14})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
