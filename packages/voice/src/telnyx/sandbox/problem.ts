import type { SandboxResponse } from '@touchline/core/sandbox';

/** An error as Telnyx answers it. https://developers.telnyx.com/development/api-fundamentals/api-errors */
export const problem = (
  status: number,
  code: number,
  title: string,
  detail: string = title,
  pointer?: string,
): SandboxResponse => ({
  status,
  body: {
    errors: [
      {
        code: String(code),
        title,
        detail,
        ...(pointer !== undefined && { source: { pointer } }),
        meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` },
      },
    ],
  },
});
