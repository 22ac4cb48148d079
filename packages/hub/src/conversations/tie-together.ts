import type { Said } from './said-in-event.ts';

/**
 * Puts together what vendors say belongs together: what shares a tie, and what is of one chat without a longer gap. The groups are in
 * the order of their first pieces, and so are the pieces of each.
 *
 * @param said oldest first.
 */
export const tieTogether = (said: readonly Said[], chatGapMs: number): readonly (readonly Said[])[] => {
  const parents = said.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] as number;
    // Shortens the way for who asks next.
    for (let at = index; parents[at] !== root; ) {
      const next = parents[at] as number;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const unite = (one: number, other: number): void => {
    const [a, b] = [rootOf(one), rootOf(other)];
    parents[Math.max(a, b)] = Math.min(a, b);
  };

  const tied = new Map<string, number>();
  const inChat = new Map<string, number>();
  said.forEach(({ ties, chat, placed }, index) => {
    for (const tie of ties) {
      const other = tied.get(tie);
      if (other === undefined) tied.set(tie, index);
      else unite(index, other);
    }
    if (chat === undefined) return;
    const before = inChat.get(chat);
    if (before !== undefined && placed.atMs - (said[before]?.placed.atMs ?? 0) <= chatGapMs)
      unite(index, before);
    inChat.set(chat, index);
  });

  const groups = new Map<number, Said[]>();
  said.forEach((piece, index) => {
    const root = rootOf(index);
    const group = groups.get(root);
    if (group) group.push(piece);
    else groups.set(root, [piece]);
  });
  return [...groups.values()];
};
