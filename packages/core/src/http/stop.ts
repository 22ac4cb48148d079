/** Who is told when a call is stopped. */
export interface StopListener {
  onStop(): void;
}

/** What can stop: a deadline, or a signal that stands for one. */
export interface Stop {
  readonly isStopped: boolean;
  /** The listener is told once, unless it is removed before; never once it has stopped. */
  addStopListener(listener: StopListener): void;
  removeStopListener(listener: StopListener): void;
}

/** Those who are told of a stop. Nearly always there is one, and a set for it would cost more than all it is for. */
export class StopListeners {
  #first: StopListener | undefined;
  #others: Set<StopListener> | undefined;

  add(listener: StopListener): void {
    if (this.#first === undefined) this.#first = listener;
    else {
      this.#others ??= new Set();
      this.#others.add(listener);
    }
  }

  remove(listener: StopListener): void {
    if (this.#first === listener) this.#first = undefined;
    else this.#others?.delete(listener);
  }

  /** Tells them all, and lets them go. */
  tell(): void {
    const first = this.#first;
    const others = this.#others;
    this.#first = undefined;
    this.#others = undefined;
    first?.onStop();
    if (others) for (const listener of others) listener.onStop();
  }
}

/** A signal as what stops. */
export const stopOf = (signal: AbortSignal): Stop =>
  (signal as StoppableSignal)[stopOfSignal] ?? new EventStop(signal);

/** Set on signals whose maker tells listeners itself. */
const stopOfSignal = Symbol('stop');

interface StoppableSignal extends AbortSignal {
  [stopOfSignal]?: Stop;
}

/**
 * An `AbortController` for very many calls: who makes one for each call, most of which are never aborted, spares them the
 * events. The HTTP client hears of the abort from the controller itself; for everybody else its signal is as any other.
 */
export class CallAbortController implements Stop {
  readonly #controller = new AbortController();
  readonly #listeners = new StopListeners();

  constructor() {
    (this.#controller.signal as StoppableSignal)[stopOfSignal] = this;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    if (this.#controller.signal.aborted) return;
    this.#controller.abort(reason);
    this.#listeners.tell();
  }

  get isStopped(): boolean {
    return this.#controller.signal.aborted;
  }

  addStopListener(listener: StopListener): void {
    this.#listeners.add(listener);
  }

  removeStopListener(listener: StopListener): void {
    this.#listeners.remove(listener);
  }
}

/** Any other signal: its event is listened to. */
class EventStop implements Stop {
  readonly #signal: AbortSignal;
  readonly #handlers = new Map<StopListener, () => void>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get isStopped(): boolean {
    return this.#signal.aborted;
  }

  addStopListener(listener: StopListener): void {
    const handler = (): void => listener.onStop();
    this.#handlers.set(listener, handler);
    this.#signal.addEventListener('abort', handler, { once: true });
  }

  removeStopListener(listener: StopListener): void {
    const handler = this.#handlers.get(listener);
    this.#handlers.delete(listener);
    if (handler) this.#signal.removeEventListener('abort', handler);
  }
}
