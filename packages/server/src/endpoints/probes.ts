import type { TouchlineError } from '@touchline/core';
import { type MetricsCollector, prometheusContentType, prometheusText } from '@touchline/router';
import { z } from 'zod';
import { forbidden } from '../auth/caller.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { Answer, json } from '../request/answer.ts';
import type { ServedRouter } from '../served-router.ts';

/** What probes look at. */
export interface ProbeOptions {
  readonly router: ServedRouter;
  readonly metrics: MetricsCollector;
  /** Why outbound webhooks cannot be delivered; undefined where nothing is wrong. */
  readonly webhookFailure: () => TouchlineError | undefined;
}

/** `GET /healthz`, `/readyz` and `/metrics`. */
export const probeEndpoints = ({
  router,
  metrics,
  webhookFailure,
}: ProbeOptions): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      method: 'get',
      path: '/healthz',
      operationId: 'checkHealth',
      tag: 'Probes',
      summary: 'Is the process alive',
      description: 'For the liveness probe: it answers as long as the process does.',
      responses: { 200: { description: 'It is.', content: statusContent('alive') } },
    },
    () => json({ status: 'alive' }),
  ),
  defineEndpoint(
    {
      method: 'get',
      path: '/readyz',
      operationId: 'checkReadiness',
      tag: 'Probes',
      summary: 'Is the service ready',
      description:
        'For the readiness probe: the log answers, and the webhook endpoints that it holds have their routes. A service that is closing answers 503, here as everywhere.',
      responses: { 200: { description: 'It is.', content: statusContent('ready') } },
      errors: ['config.invalid', 'log.closed', 'log.corrupt', 'log.failed'],
    },
    async () => {
      await router.stats();
      const failure = webhookFailure();
      if (failure) throw failure;
      return json({ status: 'ready' });
    },
  ),
  defineEndpoint(
    {
      method: 'get',
      path: '/metrics',
      operationId: 'readMetrics',
      tag: 'Probes',
      summary: 'Read metrics',
      description:
        "Counters since the service started, in Prometheus' text format. They are of all tenants, so a key of one does not read them.",
      scope: 'metrics:read',
      responses: {
        200: {
          description: 'The metrics.',
          content: { 'text/plain': { schema: { name: 'MetricsText', schema: z.string() } } },
        },
      },
    },
    async ({ caller }) => {
      if (caller.tenantId !== undefined)
        throw forbidden('The metrics are of all tenants; use a key without one.');
      return new Answer(prometheusText(metrics.snapshot(), { status: await router.status() }), {
        'content-type': prometheusContentType,
      });
    },
  ),
];

const statusContent = (status: 'alive' | 'ready') => ({
  'application/json': {
    schema: {
      name: status === 'alive' ? 'HealthReport' : 'ReadinessReport',
      schema: z.object({ status: z.literal(status) }),
    },
  },
});
