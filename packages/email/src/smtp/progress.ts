import type { Readable } from 'node:stream';

/**
 * How far the sending of one e-mail has come. SMTP knows no idempotency: once the end of the e-mail was sent, the server may have taken
 * it, whatever is heard of it afterwards; before that, it cannot have.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.2.5
 */
export class SendProgress {
  #content: Readable | undefined;

  /** Watches the stream of the e-mail's text, and hands it on. */
  watch(content: Readable): Readable {
    this.#content = content;
    return content;
  }

  /** Whether any of the text was sent. */
  get isStarted(): boolean {
    return this.#content?.readableDidRead ?? false;
  }

  /** Whether the end of the text may have been sent. */
  get isComplete(): boolean {
    return this.#content?.readableEnded ?? false;
  }
}
