import type { SandboxResponse } from '@touchline/core/sandbox';

/** Pipedrive's error body. */
export const failure = (status: number, error: string, code?: string): SandboxResponse => ({
  status,
  body: {
    success: false,
    error,
    error_info: 'Please check developers.pipedrive.com for more information about Pipedrive API.',
    data: null,
    additional_data: null,
    ...(code !== undefined && { code }),
  },
});

/** Pipedrive's success, with what is left of the window of two seconds. */
export const success = (status: number, data: unknown): SandboxResponse => ({
  status,
  headers: { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '19', 'x-ratelimit-reset': '2' },
  body: { success: true, data },
});
