import { Readable } from 'node:stream';

/**
 * How far the sending of one e-mail has come. SMTP knows no idempotency: once the end of the e-mail was sent, the server may have taken
 * it, whatever is heard of it afterwards; before that, it cannot have.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.2.5
 */
export class SendProgress {
  #content: Readable | undefined;

  /** The stream of the e-mail's text, watched. It is handed on in small slices, so that its end is near the end of what was sent. */
  watch(content: Readable): Readable {
    this.#content = Readable.from(slicesOf(content), { objectMode: false });
    return this.#content;
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

const sliceBytes = 16 * 1_024;

async function* slicesOf(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of content)
    for (let start = 0; start < chunk.byteLength; start += sliceBytes)
      yield chunk.subarray(start, start + sliceBytes);
}
