import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';

describe('a command line', () => {
  test('names a category and a vendor, and may give a title', () => {
    expect(readCommandLine(['chat', 'line-messenger', '--title', 'LINE', '--dry-run'])).toEqual({
      category: 'chat',
      vendor: 'line-messenger',
      title: 'LINE',
      out: undefined,
      isDryRun: true,
    });
    expect(readCommandLine(['--help'])).toBeUndefined();
  });

  test.each([
    [[], 'A category and a vendor are needed: npm run create-connector -- <category> <vendor>'],
    [['crm'], 'A category and a vendor are needed'],
    [['sms', 'tea'], 'There is no category "sms": take one of crm, email, chat, voice, payments.'],
    [['tea', 'crm'], 'There is no category "tea"'],
    [['__proto__', 'tea'], 'There is no category "__proto__"'],
    [['crm', 'tea', 'time'], 'One vendor at a time, its words joined by dashes: tea-time.'],
    [['crm', 'tea', '--dryrun'], "Unknown option '--dryrun': npm run"],
    [['crm', 'tea', '--title'], "Option '--title <value>' argument missing: npm run"],
    [['crm', 'tea', '--dry-run=yes'], "Option '--dry-run' does not take an argument: npm run"],
  ])('that is wrong is told in one sentence what would be right: %j', (argv, sentence) => {
    expect(() => readCommandLine(argv)).toThrow(
      expect.objectContaining({ code: 'command.invalid', message: expect.stringContaining(sentence) }),
    );
  });

  test('of which npm took a flag for itself does nothing', () => {
    expect(() => readCommandLine(['crm', 'tea'], { npm_config_dry_run: 'true' })).toThrow(
      'npm took --dry-run for itself: write -- before the category, as in npm run create-connector -- <category>',
    );
  });
});

describe('the command', () => {
  const run = (...parameters: readonly string[]) =>
    spawnSync(
      process.execPath,
      ['--conditions=touchline-source', join(import.meta.dirname, 'main.ts'), ...parameters],
      { encoding: 'utf8' },
    );

  test('tells what it would write', () => {
    const { status, stdout, stderr } = run('voice', 'tea-time', '--dry-run');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Nothing is written.');
    expect(stdout).toContain('  packages/voice/src/tea-time/connector.ts\n');
  });

  test('fails with a code and a sentence', () => {
    const { status, stdout, stderr } = run('voice', 'twilio');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      'command.invalid: The name twilio is taken: there is packages/voice/src/twilio already.\n',
    );
  });
});
