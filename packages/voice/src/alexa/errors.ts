import type { ErrorReading, HttpResponse } from '@touchline/core';

/**
 * Reads an answer of Alexa's APIs where its status says too little. 432: a customer got as many notifications as they may for
 * now.
 *
 * @see https://developer.amazon.com/docs/smapi/proactive-events-api-reference.html
 */
export const alexaError = ({ status }: HttpResponse): ErrorReading | undefined =>
  status === 432 ? { code: 'http.rate_limited', vendorCode: 432 } : undefined;
