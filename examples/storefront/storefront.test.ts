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
    const [narration = '', shown = ''] = printed.split("The agent's view of");
    expect(narration).not.toMatch(/ada@|lovelace|visitor-|\+1415/i);
    expect(narration).toContain('audience.entered needs-a-call');
    expect(rowsOf(narration.slice(narration.indexOf('route ')))).toEqual([
      ['hub', 'hub', 15, 14, 1, 0, 0],
      ['stripe', 'stripe', 1, 1, 0, 0, 0],
      ['sendgrid', 'sendgrid', 0, 0, 0, 0, 0],
      ['slack', 'slack', 3, 3, 0, 0, 0],
      ['twilio', 'twilio', 1, 0, 1, 0, 0],
      ['hubspot', 'hubspot', 5, 4, 1, 0, 0],
      ['receipts', 'sendgrid', 1, 1, 0, 0, 0],
      ['bounced-receipts-by-text', 'twilio', 1, 1, 0, 0, 0],
      ['questions-become-tickets', 'hubspot', 1, 1, 0, 0, 0],
      ['questions-are-acknowledged', 'slack', 1, 1, 0, 0, 0],
      ['missed-calls-by-text', 'twilio', 1, 1, 0, 0, 0],
    ]);
    expect(linesBelow(shown, 'known by').sort()).toEqual([
      'anonymous visitor-7f3a',
      'email ada.lovelace@example.com',
      'email ada@example.com',
      'external:hubspot 501',
      'external:slack U0ADA00001',
      'phone +14155550123',
      'user customer-7',
    ]);
    expect(linesBelow(shown, 'traits')).toContain('lifetimeValue {"EUR":4990}');
    expect(linesBelow(shown, 'audiences')).toEqual(['needs-a-call']);
    expect(linesBelow(shown, 'consents')).toEqual(['marketing on *: yes']);
    const channels = linesBelow(shown, 'timeline, newest first').map((line) => line.split(' ')[0]);
    for (const channel of ['web', 'commerce', 'payments', 'email', 'slack', 'voice', 'sms', 'crm'])
      expect(channels).toContain(channel);
    expect(linesBelow(shown, 'conversations')).toContain(
      'email+slack+voice+sms inbound message: Where is my order 1042?',
    );
    expect(shown).toContain('The receipt, signed: done, 7 keys destroyed');
    expect(linesBelow(shown, 'The receipt, signed')).toEqual([
      'hubspot requested',
      'sendgrid requested',
      'slack cannot_erase',
      'stripe erased',
      'twilio erased',
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

    test('shows the customer live, forgets her, and knows her no more', async () => {
      const look = commandsBelow('Look at Ada, as an agent would:');
      expect(JSON.parse(run(look))).toMatchObject({
        traits: { name: { value: 'Ada Lovelace' } },
        audiences: [{ audience: 'needs-a-call' }],
      });
      const timeline = JSON.parse(run(commandsBelow('See all that happened with her:')));
      expect(timeline.entries.length).toBeGreaterThan(10);
      const [, follow = ''] = printed.split('Follow her live, in another terminal, while you');
      const stream = spawn('bash', ['-c', `exec ${follow.split('\n\n')[1]}`]);
      const first = await new Promise<string>((resolve) => {
        let text = '';
        stream.stdout.on('data', (chunk: Buffer) => {
          text += chunk;
          if (text.includes('event: standing')) resolve(text);
        });
      });
      expect(first).toContain('needs-a-call');
      const ended = once(stream, 'exit');
      const { erasure } = JSON.parse(run(commandsBelow('Forget her; the answer is the receipt:')));
      expect(erasure.keysDestroyed).toBe(7);
      // The stream ends with her.
      expect((await ended)[0]).toBe(0);
      expect(JSON.parse(run(look)).code).toBe('hub.customer_unknown');
    });
  },
);

/** The indented lines below one that holds a text, with single spaces. */
const linesBelow = (shown: string, text: string): string[] => {
  const lines = shown.split('\n');
  const below = lines.slice(lines.findIndex((line) => line.includes(text)) + 1);
  const end = below.findIndex((line) => !line.startsWith('    '));
  return below.slice(0, end === -1 ? undefined : end).map((line) => line.trim().replaceAll(/ +/g, ' '));
};

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
