import { TouchlineError } from '@touchline/core';

/**
 * Runs what is the same however often it is done, for which a vendor has an error all the same: the second time, that error says
 * that it is done.
 */
export const acceptingAlready = async (vendorCode: string, run: () => Promise<unknown>): Promise<void> => {
  try {
    await run();
  } catch (thrown) {
    if (!TouchlineError.isInstance(thrown) || thrown.vendorCode !== vendorCode) throw thrown;
  }
};
