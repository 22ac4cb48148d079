import { testCorpus } from '../fixtures/corpus.ts';
import { receiver, url } from './fixtures/connection.ts';
import { corpusOutcomes } from './fixtures/corpus-outcomes.ts';
import type { SlackWebhookInput } from './sandbox.ts';

const { connector, sandbox } = receiver();

testCorpus({
  folder: 'slack',
  title: 'Slack',
  receive: (payload) =>
    connector.receive?.(sandbox.webhook(asPosted(payload as Record<string, unknown>), { url })),
  outcomes: corpusOutcomes,
});

/** Interactions and commands were collected as JSON; Slack posts them as forms. */
function asPosted(payload: Record<string, unknown>): SlackWebhookInput {
  if ('command' in payload) return { kind: 'form', fields: payload as Record<string, string> };
  if ('user' in payload && 'trigger_id' in payload) return { kind: 'interaction', interaction: payload };
  return { kind: 'json', body: payload };
}
