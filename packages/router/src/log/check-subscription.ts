import { type StartPosition, type SubscriptionSpec, TouchlineError } from '@touchline/core';

/** @throws TouchlineError `route.invalid` for a start or a bound that cannot be. */
export const checkSubscription = ({
  start,
  maxParked,
}: Pick<SubscriptionSpec, 'start' | 'maxParked'>): void => {
  checkStart(start);
  checkMaxParked(maxParked);
};

const checkStart = (start: StartPosition | undefined): void => {
  if (typeof start !== 'object') return;
  const value = 'position' in start ? start.position : start.timeMs;
  if ('position' in start ? !Number.isSafeInteger(value) || value < 0 : Number.isNaN(value))
    throw new TouchlineError(
      'route.invalid',
      'A subscription starts at a whole position, or at a time in milliseconds.',
    );
};

const checkMaxParked = (maxParked: number | undefined): void => {
  if (maxParked !== undefined && !(maxParked >= 1))
    throw new TouchlineError('route.invalid', 'The bound on parked deliveries, maxParked, is at least 1.');
};
