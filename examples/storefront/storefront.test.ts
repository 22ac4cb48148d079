import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');
const node = [process.execPath, '--conditions=touchline-source', main] as const;

describe('the storefront', { timeout: 60_000 }, () => {
  test('runs its journey to the end, and everything that matched is delivered', () => {
    const printed = execFileSync(node[0], node.slice(1), { encoding: 'utf8', timeout: 60_000 });
    expect(printed).toContain('Everything that matched was delivered.');
    expect(printed).toContain('POST /webhooks/stripe → 401 webhook.signature_invalid');
    expect(printed).toContain('checkout.completed again: nothing to do');
    expect(printed).toContain('payment.succeeded → hubspot: http.rate_limited, again later');
    expect(printed).not.toContain('ada');
    const table = printed.slice(printed.indexOf('route '));
    expect(rowsOf(table)).toEqual([
      ['stripe', 'stripe', 1, 1, 0, 0, 0],
      ['sendgrid', 'sendgrid', 0, 0, 0, 0, 0],
      ['slack', 'slack', 3, 3, 0, 0, 0],
      ['twilio', 'twilio', 1, 0, 1, 0, 0],
      ['hubspot', 'hubspot', 4, 3, 1, 0, 0],
      ['receipts', 'sendgrid', 1, 1, 0, 0, 0],
      ['bounced-receipts-by-text', 'twilio', 1, 1, 0, 0, 0],
      ['questions-become-tickets', 'hubspot', 1, 1, 0, 0, 0],
      ['questions-are-acknowledged', 'slack', 1, 1, 0, 0, 0],
      ['missed-calls-by-text', 'twilio', 1, 1, 0, 0, 0],
    ]);
  });
});

const tools = ['curl', 'openssl', 'bash'].filter(
  (tool) => spawnSync(tool, ['--version']).error !== undefined,
);
const missing = tools.length > 0 ? ` (skipped: no ${tools.join(', ')})` : '';

/** What the invitation ends with. */
const lastLine = 'Ctrl-C ends it.';

describe.skipIf(tools.length > 0)(
  `the storefront that goes on serving${missing}`,
  { timeout: 60_000 },
  () => {
    let storefront: ChildProcess;
    let printed = '';

    beforeAll(async () => {
      storefront = spawn(node[0], [...node.slice(1), '--serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
      storefront.stdout?.setEncoding('utf8');
      storefront.stdout?.on('data', (text: string) => {
        printed += text;
      });
      await told(lastLine);
    }, 60_000);
    afterAll(async () => {
      if (storefront.exitCode !== null) return;
      storefront.kill('SIGTERM');
      await once(storefront, 'exit');
    });

    /** Waits until a line is printed, from the invitation on. */
    const told = (line: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!printed.slice(printed.indexOf(lastLine)).includes(line)) return;
          storefront.stdout?.off('data', look);
          resolve();
        };
        storefront.stdout?.on('data', look);
        look();
      });

    /** The commands that are printed below a line, up to the next empty one. */
    const commandsBelow = (line: string): string => {
      const [, below = ''] = printed.split(`${line}\n\n`);
      return below.split('\n\n')[0] ?? '';
    };
    const run = (commands: string): string =>
      execFileSync('bash', ['-c', `${commands} -s`], { encoding: 'utf8' });

    test.each([
      ['Send a payment as Stripe would:', 'payment.succeeded', ['slack', 'hubspot']],
      [
        'Ask a question as Slack would:',
        'message.received',
        ['questions-become-tickets', 'questions-are-acknowledged'],
      ],
    ])('delivers the webhook that it invites to send, once: %s', async (line, type, routes) => {
      expect(run(commandsBelow(line))).toMatch(/^HTTP\/1.1 200/);
      for (const route of routes) await told(`${type} → ${route}: delivered`);
      expect(run(commandsBelow(line))).toMatch(/^HTTP\/1.1 200/);
      await told(`${type} again: nothing to do`);
    });

    test('refuses one that is not signed with a problem document', async () => {
      const answer = run(commandsBelow('Or send anything unsigned, and read the problem document:'));
      expect(answer).toMatch(/^HTTP\/1.1 401/);
      expect(answer).toContain('application/problem+json');
      expect(answer).toContain('"code":"webhook.signature_missing"');
      await told('POST /webhooks/stripe → 401 webhook.signature_missing');
    });
  },
);

/** Route, connector, matched, delivered, skipped, dead and pending; how often was retried depends on timing. */
const rowsOf = (table: string): (string | number)[][] =>
  table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s{2,}/))
    .filter((cells) => cells.length === 8)
    .map(([route = '', to = '', matched, delivered, skipped, , dead, pending]) => [
      route,
      to,
      ...[matched, delivered, skipped, dead, pending].map(Number),
    ]);
