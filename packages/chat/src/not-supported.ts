import { TouchlineError } from '@touchline/core';

/** Refuses an option that a vendor cannot honour, before anything is sent: `telegram: format: …`. */
export const notSupported = (connector: string, option: string, why: string): TouchlineError =>
  new TouchlineError('action.not_supported', `${connector}: ${option}: ${why}.`, { connector });
