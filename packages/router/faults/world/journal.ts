import type { TouchlineEvent } from '@touchline/core';

/** An event that a committed transaction wrote. */
export interface WrittenEvent {
  readonly position: number;
  /** Milliseconds since the world began. */
  readonly atMs: number;
  readonly event: TouchlineEvent;
}

/** A dead delivery as storage has it. */
export interface WrittenDeath {
  readonly route: string;
  readonly position: number;
  readonly code: string;
  state: 'dead' | 'discarded' | 'replayed';
  /** Transactions committed when its letter was dropped. */
  goneCommits: number;
}

/**
 * What committed transactions wrote, noted as they pass: the simulation's own knowledge of what is durable, apart from
 * what the log says of itself.
 */
export class Journal {
  /** How many transactions were committed. */
  commits = 0;
  readonly events: WrittenEvent[] = [];
  /** So many of them the process that runs now has heard of: its writing thread may be ahead. */
  heard = 0;
  readonly positions = new Map<string, number>();
  /** Events below this position were dropped. */
  edge = 1;
  /** Bodies of the kept webhooks, base64. */
  readonly keptWebhooks = new Set<string>();
  readonly #letters = new Map<number, WrittenDeath>();
  /** By route, by position; the latest of each. */
  readonly #deaths = new Map<string, Map<number, WrittenDeath>>();
  readonly #starts = new Map<string, number>();

  /** Positions have no gaps. */
  eventAt(position: number): TouchlineEvent | undefined {
    return this.events[position - 1]?.event;
  }

  writtenAtMs(position: number): number {
    return this.events[position - 1]?.atMs ?? 0;
  }

  /** The first position that a route wants; undefined when it has no cursor. */
  startOf(route: string): number | undefined {
    return this.#starts.get(route);
  }

  deathOf(route: string, position: number): WrittenDeath | undefined {
    return this.#deaths.get(route)?.get(position);
  }

  deathsOf(route: string): readonly WrittenDeath[] {
    return [...(this.#deaths.get(route)?.values() ?? [])];
  }

  appended(position: number, event: TouchlineEvent, atMs: number): void {
    this.events.push({ position, event, atMs });
    this.positions.set(event.id, position);
  }

  opened(route: string, from: number): void {
    if (!this.#starts.has(route)) this.#starts.set(route, from);
  }

  forgotten(route: string): void {
    this.#starts.delete(route);
    this.#deaths.delete(route);
    for (const [sequence, letter] of this.#letters)
      if (letter.route === route) this.#letters.delete(sequence);
  }

  died(sequence: number, death: WrittenDeath): void {
    this.#letters.set(sequence, death);
    const ofRoute = this.#deaths.get(death.route) ?? new Map<number, WrittenDeath>();
    ofRoute.set(death.position, death);
    this.#deaths.set(death.route, ofRoute);
  }

  letterGone(sequence: number, state: 'discarded' | 'replayed'): void {
    const letter = this.#letters.get(sequence);
    if (letter) {
      letter.state = state;
      letter.goneCommits = this.commits;
    }
    this.#letters.delete(sequence);
  }
}
