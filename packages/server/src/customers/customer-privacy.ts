import { customerExport, type ErasureReport, erasureReport } from '@touchline/hub';
import { z } from 'zod';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { Answer, json } from '../request/answer.ts';
import {
  customerErrors,
  customerParameters,
  hubErrors,
  hubWriteErrors,
  jsonContent,
  type ServedHub,
  tenantField,
  tenantOf,
} from './served-customers.ts';

const erasure = z
  .object({
    erasure: erasureReport,
    receipt: z
      .string()
      .describe(
        'The same, signed: a compact JWS with Ed25519, to be checked with `GET /v1/erasure-receipt-key`. Of an erasure that is done it is always the same.',
      ),
  })
  .meta({
    id: 'Erasure',
    description: 'How far an erasure is, destination by destination. It holds nothing personal.',
  });

const receiptKey = z
  .object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string().describe('The key, base64url.'),
    kid: z.string().describe('Its thumbprint.'),
  })
  .meta({ id: 'ReceiptKey', description: 'The public key that receipts are checked with: a JSON Web Key.' });

const query = z.strictObject(tenantField);

/** Export and erasure. */
export const customerPrivacyEndpoints = (hub: ServedHub): readonly ServerEndpoint[] => {
  const withReceipt = async (report: ErasureReport, tenant: string) => ({
    erasure: report,
    receipt: await hub.privacy.receipt(report.id, { tenant }),
  });

  return [
    defineEndpoint(
      {
        method: 'get',
        path: '/v1/customers/{id}/export',
        operationId: 'exportCustomer',
        tag: 'Customers',
        scope: 'customers:read',
        summary: 'Export a customer',
        description:
          'Everything that is kept about a customer. With `Accept: text/html`, or at `…/export.html`, as a page that anybody can read.',
        parameters: customerParameters,
        query,
        headers: z.object({ accept: z.string().max(1_024).optional() }),
        responses: {
          200: {
            description: 'Everything.',
            content: {
              ...jsonContent('CustomerExport', customerExport),
              'text/html': { schema: { name: 'CustomerExportPage', schema: z.string() } },
            },
          },
        },
        errors: customerErrors,
      },
      async ({ parameters: { id }, query: asked, headers: { accept }, caller }) => {
        const tenant = tenantOf(caller, asked);
        return wantsPage(accept)
          ? page(await hub.privacy.exportHtml(id, { tenant }))
          : json(await hub.privacy.export(id, { tenant }), 200, { vary: 'accept' });
      },
    ),
    defineEndpoint(
      {
        method: 'get',
        path: '/v1/customers/{id}/export.html',
        operationId: 'exportCustomerPage',
        tag: 'Customers',
        scope: 'customers:read',
        summary: 'Export a customer as a page',
        description:
          'Everything that is kept about a customer, as a page that stands by itself and runs nothing.',
        parameters: customerParameters,
        query,
        responses: {
          200: {
            description: 'The page.',
            content: { 'text/html': { schema: { name: 'CustomerExportPage', schema: z.string() } } },
          },
        },
        errors: customerErrors,
      },
      async ({ parameters: { id }, query: asked, caller }) =>
        page(await hub.privacy.exportHtml(id, { tenant: tenantOf(caller, asked) })),
    ),
    defineEndpoint(
      {
        method: 'post',
        path: '/v1/customers/{id}/erase',
        operationId: 'eraseCustomer',
        tag: 'Erasures',
        scope: 'customers:erase',
        summary: 'Erase a customer',
        description:
          'It answers once nothing is left of the customer in the hub and in the logs that it seals. The connectors that may have received something are asked to forget them from then on, until they have answered: follow the erasure. This cannot be undone. Whoever asks again is told of the same erasure.',
        parameters: customerParameters,
        query,
        responses: {
          202: {
            description: 'Nothing is left here; others are being asked.',
            content: jsonContent('Erasure', erasure),
            headers: { location: 'Where the erasure can be followed.' },
          },
        },
        errors: [...customerErrors, ...hubWriteErrors, 'hub.erasure_unknown'],
      },
      async ({ parameters: { id }, query: asked, caller }) => {
        const tenant = tenantOf(caller, asked);
        const report = await hub.privacy.erase(id, { tenant });
        return json(await withReceipt(report, tenant), 202, {
          location: `/v1/erasures/${encodeURIComponent(report.id)}`,
        });
      },
    ),
    defineEndpoint(
      {
        method: 'get',
        path: '/v1/erasures/{id}',
        operationId: 'readErasure',
        tag: 'Erasures',
        scope: 'customers:erase',
        summary: 'Follow an erasure',
        description: 'How far an erasure is, destination by destination, and its receipt.',
        parameters: z.object({ id: z.string().min(1).max(128).describe('The id of the erasure.') }),
        query,
        responses: { 200: { description: 'The erasure.', content: jsonContent('Erasure', erasure) } },
        errors: [...hubErrors, 'hub.erasure_unknown'],
      },
      async ({ parameters: { id }, query: asked, caller }) => {
        const tenant = tenantOf(caller, asked);
        return json(await withReceipt(await hub.privacy.erasure(id, { tenant }), tenant));
      },
    ),
    defineEndpoint(
      {
        method: 'get',
        path: '/v1/erasure-receipt-key',
        operationId: 'readReceiptKey',
        tag: 'Erasures',
        scope: 'customers:erase',
        summary: 'Read the key of receipts',
        description:
          'The public key by which anybody can check receipts. It stays when the secret is rotated.',
        responses: { 200: { description: 'The key.', content: jsonContent('ReceiptKey', receiptKey) } },
        errors: hubErrors,
      },
      async () => json(await hub.privacy.receiptKey()),
    ),
  ];
};

/** Whether who calls prefers a page: a browser does. */
const wantsPage = (accept = ''): boolean => {
  const html = accept.search(/text\/html/i);
  const other = accept.search(/application\/json/i);
  return html >= 0 && (other < 0 || html < other);
};

/** A page that may have a style of its own, and nothing else. */
const page = (html: string): Answer =>
  new Answer(html, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    vary: 'accept',
  });
