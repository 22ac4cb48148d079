/**
 * The JSON of events that are read again and again, by position: as bytes outside of the heap, where the garbage collector
 * neither copies nor looks through them. What comes in displaces what came in first.
 */
export class EventTexts {
  /** Made when the first text comes in: most logs never keep one. */
  #kept: Kept | undefined;
  /** Bytes ever written, those included that were left free before the end of the buffer. */
  #written = 0;

  /** Keeps a text for a while, unless it is very long. */
  put(position: number, text: string): void {
    const length = Buffer.byteLength(text);
    if (length > longest) return;
    this.#kept ??= nothingKept();
    const room = size - (this.#written % size);
    if (length > room) this.#written += room;
    const place = position % places;
    this.#kept.positions[place] = position;
    this.#kept.starts[place] = this.#written;
    this.#kept.lengths[place] = length;
    this.#kept.bytes.write(text, this.#written % size);
    this.#written += length;
  }

  has(position: number): boolean {
    const place = position % places;
    return (
      this.#kept?.positions[place] === position &&
      this.#written - (this.#kept.starts[place] as number) <= size
    );
  }

  get(position: number): string | undefined {
    if (!this.#kept || !this.has(position)) return undefined;
    const place = position % places;
    const first = (this.#kept.starts[place] as number) % size;
    return this.#kept.bytes.toString('utf8', first, first + (this.#kept.lengths[place] as number));
  }
}

/** A position has one place, and shares it with those that differ by a multiple of their number. */
interface Kept {
  readonly bytes: Buffer;
  readonly positions: Float64Array;
  /** What had been written before the text. */
  readonly starts: Float64Array;
  readonly lengths: Uint32Array;
}

const nothingKept = (): Kept => ({
  bytes: Buffer.allocUnsafeSlow(size),
  positions: new Float64Array(places).fill(-1),
  starts: new Float64Array(places),
  lengths: new Uint32Array(places),
});

/** Bytes of all texts: room for those of as many events as a subscription parks unless it is told otherwise, of 1.6 kB each. */
const size = 16 * 1_024 * 1_024;
const places = 16_384;
/** Bytes of one text. */
const longest = 128 * 1_024;
