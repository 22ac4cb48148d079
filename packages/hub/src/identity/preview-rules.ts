import type { RulesPreview } from '../customers/customers.ts';
import type { AnchorId } from './anchor.ts';
import type { IdentityIndex } from './identity-index.ts';
import type { PersonRules } from './identity-rules.ts';

/** What other rules would do to the customers of a tenant. */
export const previewRules = async (
  index: IdentityIndex,
  rules: PersonRules,
  tenant: string,
): Promise<RulesPreview> => {
  const shadow = index.withRules(rules);
  const customers = { before: 0, after: 0 };
  const merges: { customer: AnchorId; of: readonly AnchorId[] }[] = [];
  const splits: { customer: AnchorId; into: readonly AnchorId[] }[] = [];
  let merged = 0;
  let split = 0;
  for await (const { set, page } of shadow.scan()) {
    const formerOf = new Map<number, Set<number>>();
    for (const { stored, person } of set.nodes)
      if (stored) formerOf.set(person, (formerOf.get(person) ?? new Set()).add(stored.person));
    for (const node of page) {
      if (node.tenant !== tenant || node.namespace === '') continue;
      if (node.person === node.number) {
        customers.after += 1;
        const former = formerOf.get(node.number) ?? new Set();
        if (former.size > 1) {
          merged += 1;
          if (merges.length < mostShown)
            merges.push({ customer: node.anchor, of: await shadow.anchorsOf(former) });
        }
      }
      if (node.stored?.person === node.number) {
        customers.before += 1;
        const members = await shadow.membersOf(set, node.anchor);
        if (members.length === 1) continue;
        await shadow.assign(set, members, true);
        const future = new Set(members.map(({ person }) => person));
        if (future.size > 1) {
          split += 1;
          if (splits.length < mostShown)
            splits.push({ customer: node.anchor, into: await shadow.anchorsOf(future) });
        }
      }
    }
  }
  return { customers, merged, merges, split, splits };
};

const mostShown = 100;
