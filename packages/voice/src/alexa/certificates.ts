import type { CertificateSource } from '@touchline/core';

/**
 * Whose certificates are Alexa's, and where they are.
 *
 * @param roots default: the roots that come with Node.
 * @see https://developer.amazon.com/docs/custom-skills/host-a-custom-skill-as-a-web-service.html
 */
export const alexaCertificates = (roots: readonly string[] | undefined): CertificateSource => ({
  pin: { host: 's3.amazonaws.com', pathPrefix: '/echo.api/' },
  subjectAltName: 'echo-api.amazon.com',
  roots,
});
