/** Whether a text holds any of others, in whatever case, also percent-encoded. */
export const mentionsAnyOf = (text: string, others: readonly string[]): boolean => {
  const readable = decoded(text).toLowerCase();
  return others.some((other) => other.length <= readable.length && readable.includes(other.toLowerCase()));
};

/** As it is and percent-decoded, where that can be done. */
const decoded = (text: string): string => {
  if (!text.includes('%')) return text;
  try {
    return `${text}\n${decodeURIComponent(text)}`;
  } catch {
    return text;
  }
};
