import { TouchlineError } from '@touchline/core';
import {
  createTransport,
  type SendMailOptions,
  type SMTPPoolOptions,
  type SMTPPoolSentMessageInfo,
} from 'nodemailer';
import type { SmtpSettings } from './config.ts';
import { smtpError } from './errors.ts';
import { SendProgress } from './progress.ts';

/** A pool of connections to a mail server; it opens them as they are needed. */
export interface SmtpTransport {
  /**
   * Sends one e-mail.
   *
   * @throws TouchlineError whose disposition says whether it may be sent again; see `smtpError`.
   */
  readonly send: (mail: SendMailOptions, signal: AbortSignal) => Promise<SMTPPoolSentMessageInfo>;
  /** Connects and signs in, and nothing else. */
  readonly verify: (signal: AbortSignal) => Promise<void>;
  /** Lets what is being sent end, then closes the connections. */
  readonly close: () => Promise<void>;
}

/** One of each connector, whose config is an object of its own. */
const transports = new WeakMap<SmtpSettings, SmtpTransport>();

/** The transport of a connector. */
export const transportOf = (config: SmtpSettings): SmtpTransport => {
  const transport = transports.get(config) ?? createSmtpTransport(config);
  transports.set(config, transport);
  return transport;
};

/** Closes the transport of a connector, where it has one; none is opened after that. */
export const closeTransport = (config: SmtpSettings): Promise<void> => transportOf(config).close();

const createSmtpTransport = (config: SmtpSettings): SmtpTransport => {
  const mailer = createTransport({ ...poolOptionsOf(config), pool: true });
  const progressOf = new WeakMap<AbortSignal, SendProgress>();
  mailer.use('stream', ({ data: { signal }, message }, done) => {
    const progress = signal && progressOf.get(signal);
    const open = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const content = open(options);
      return progress?.watch(content) ?? content;
    };
    done();
  });
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;

  const run = async <Value>(progress: SendProgress, work: () => Promise<Value>): Promise<Value> => {
    if (isClosed)
      throw new TouchlineError('http.aborted', 'The connector smtp is closed.', { connector: 'smtp' });
    const running = work();
    underWay.add(running);
    try {
      return await running;
    } catch (thrown) {
      throw smtpError(thrown, progress, config);
    } finally {
      underWay.delete(running);
    }
  };

  return {
    send(mail, callerSignal) {
      const progress = new SendProgress();
      // A signal of this e-mail's own tells it apart.
      const signal = AbortSignal.any([callerSignal]);
      progressOf.set(signal, progress);
      return run(progress, () => mailer.sendMail({ ...mail, signal }));
    },
    async verify(signal) {
      await run(new SendProgress(), () => unlessAborted(mailer.verify(), signal));
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
      mailer.close();
    },
  };
};

const usualPorts = { tls: 465, starttls: 587, none: 25 } as const;

const poolOptionsOf = (config: SmtpSettings): SMTPPoolOptions => {
  const { host, security, auth, tls, clientName } = config;
  return {
    host,
    port: config.port ?? usualPorts[security],
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      minVersion: tls?.minVersion ?? 'TLSv1.2',
      rejectUnauthorized: !(tls?.allowUntrusted ?? false),
      ...(tls?.certificateAuthorities && { ca: [...tls.certificateAuthorities] }),
      ...(tls?.serverName !== undefined && { servername: tls.serverName }),
    },
    ...(auth && { auth: { user: auth.user, pass: auth.password.reveal() } }),
    ...(clientName !== undefined && { name: clientName }),
    maxConnections: config.maxConnections,
    maxMessages: config.maxMessagesPerConnection,
    // Before a byte of the e-mail was sent, it may go over another connection; the long schedule is the router's.
    maxRequeues: 1,
    connectionTimeout: config.connectTimeoutMs,
    greetingTimeout: config.connectTimeoutMs,
    dnsTimeout: config.connectTimeoutMs,
    socketTimeout: config.replyTimeoutMs,
    // What an action is given must never become a file of this machine, nor a request to another.
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  };
};

const unlessAborted = <Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => reject(Object.assign(new Error('aborted'), { code: 'EABORT' }));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
