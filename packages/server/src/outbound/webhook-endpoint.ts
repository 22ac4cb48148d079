/** An endpoint as the server works with it. */
export interface WebhookEndpointRecord {
  readonly id: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly description?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly status: 'active' | 'disabled';
  /** RFC 3339. */
  readonly createdAt: string;
  /** The newest first. */
  readonly secrets: readonly EndpointSecret[];
  readonly rate?: { readonly requests: number; readonly perSeconds: number } | undefined;
  readonly concurrency?: number | undefined;
}

/** What an endpoint's requests are signed with. */
export interface EndpointSecret {
  readonly secret: string;
  /** RFC 3339; from then on it signs no more. */
  readonly expiresAt?: string | undefined;
}

/** The secrets that sign now. */
export const currentSecrets = ({ secrets }: WebhookEndpointRecord, nowMs: number): readonly string[] =>
  secrets
    .filter(({ expiresAt }) => expiresAt === undefined || nowMs < Date.parse(expiresAt))
    .map(({ secret }) => secret);
