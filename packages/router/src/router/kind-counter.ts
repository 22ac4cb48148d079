/** Counts occurrences by name. The names come from outside, so there is a most of them; the rest is one sum. */
export interface KindCounter {
  add(kind: string): void;
  counts(): Readonly<Record<string, number>>;
}

const mostKinds = 1_000;

/** The name under which kinds beyond the most are summed. */
export const otherKinds = '(others)';

export const createKindCounter = (): KindCounter => {
  const byKind = new Map<string, number>();
  return {
    add(kind) {
      const key = byKind.has(kind) || byKind.size < mostKinds ? kind : otherKinds;
      byKind.set(key, (byKind.get(key) ?? 0) + 1);
    },
    counts: () => Object.fromEntries(byKind),
  };
};
