import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

const errorBody = z.object({ code: z.string() });

// TODO: what the vendor's error codes mean, where they mean something else than their status does; also the success that failed.
/** Reads an answer of Example Vendor's. Its own words are not passed on: they may quote what was sent. */
export const exampleVendorError = ({ status, body }: HttpResponse): ErrorReading | undefined => {
  if (status < 300) return undefined;
  const said = errorBody.safeParse(body);
  return { message: '', ...(said.success && { vendorCode: said.data.code }) };
};
