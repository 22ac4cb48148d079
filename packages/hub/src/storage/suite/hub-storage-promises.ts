import type { HubStoragePromise } from './hub-storage-promise.ts';
import { keyPromises } from './key-promises.ts';
import { transactionPromises } from './transaction-promises.ts';

/** What every storage of a hub promises, concern by concern. */
export const hubStoragePromises: readonly HubStoragePromise[] = [...transactionPromises, ...keyPromises];
