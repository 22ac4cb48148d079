/** When the latest events were published, by their position in the log. */
export interface PublishTimes {
  set(position: number, timeMs: number): void;
  /** Undefined for an event that was published before, by another process, or too many events ago. */
  get(position: number): number | undefined;
}

/** Remembers so many events; each new one takes the place of the oldest. Positions follow one another, from 0 or more. */
export const createPublishTimes = (capacity: number): PublishTimes => {
  const positions = new Float64Array(capacity).fill(-1);
  const timesMs = new Float64Array(capacity);
  return {
    set(position, timeMs) {
      const place = position % capacity;
      positions[place] = position;
      timesMs[place] = timeMs;
    },
    get(position) {
      const place = position % capacity;
      return positions[place] === position ? timesMs[place] : undefined;
    },
  };
};
