import type { TenantOption } from '../customers/customers.ts';
import type { ErasureReport } from '../erasure/erasure-report.ts';
import type { ReceiptKey } from '../erasure/receipt.ts';
import type { CustomerExport } from '../export/customer-export.ts';

/** What people may ask of those who keep data about them. */
export interface Privacy {
  /**
   * Everything that is kept about a person.
   *
   * @throws TouchlineError `hub.customer_unknown`
   */
  export(id: string, options?: TenantOption): Promise<CustomerExport>;
  /**
   * The same as one HTML page that anybody can read: it stands by itself, and neither loads nor runs anything.
   *
   * @throws TouchlineError `hub.customer_unknown`
   */
  exportHtml(id: string, options?: TenantOption): Promise<string>;
  /**
   * Erases a person. Resolves once nothing is left of them in the hub and in the logs that it seals. The connectors that may have
   * received something are asked to forget them from then on, 30 seconds later at the soonest, and again until they have answered,
   * also after a restart. Whoever asks a second time is told of the same erasure.
   *
   * @throws TouchlineError `hub.customer_unknown`
   */
  erase(id: string, options?: TenantOption): Promise<ErasureReport>;
  /** How far an erasure is, destination by destination. @throws TouchlineError `hub.erasure_unknown` */
  erasure(erasureId: string, options?: TenantOption): Promise<ErasureReport>;
  /**
   * The report as it stands, signed with Ed25519: a compact JWS. Of an erasure that is done it is always the same.
   *
   * @throws TouchlineError `hub.erasure_unknown`
   */
  receipt(erasureId: string, options?: TenantOption): Promise<string>;
  /** The public key by which anybody can check receipts, with `verifyErasureReceipt`. It stays when the secret is rotated. */
  receiptKey(): Promise<ReceiptKey>;
  /** Checks a receipt of this hub and reads what it says. @throws TouchlineError `hub.receipt_invalid` */
  verifyReceipt(receipt: string): Promise<ErasureReport>;
  /** Drops what is kept no longer, which happens every hour by itself. */
  applyRetention(): Promise<void>;
}
