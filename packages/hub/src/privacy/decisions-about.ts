import type { CustomerExport } from '../export/customer-export.ts';
import type { AnchorId } from '../identity/anchor.ts';
import { decisionContext } from '../identity/decide.ts';
import type { IdentityIndex } from '../identity/identity-index.ts';
import type { Vault } from '../vault/vault.ts';

/** What people decided about who a person is, and why, oldest first. */
export const decisionsAbout = async (
  anchors: readonly AnchorId[],
  index: IdentityIndex,
  vault: Vault,
): Promise<CustomerExport['decisions']> =>
  Promise.all(
    (await index.reads.decisionsOf(anchors)).map(
      async ({ kind, atMs, left, generation, sealed, isActive }) => {
        const [owner] = left;
        const key = owner && (await vault.find(owner, generation));
        return {
          kind,
          at: new Date(atMs).toISOString(),
          ...(key && { note: JSON.parse(key.unseal(sealed, decisionContext)) }),
          isActive,
        };
      },
    ),
  );
