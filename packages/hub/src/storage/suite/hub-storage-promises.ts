import { audiencePromises } from './audience-promises.ts';
import { consentPromises } from './consent-promises.ts';
import { deliveryPromises } from './delivery-promises.ts';
import { erasurePromises } from './erasure-promises.ts';
import type { HubStoragePromise } from './hub-storage-promise.ts';
import { identityPromises } from './identity-promises.ts';
import { keyPromises } from './key-promises.ts';
import { profilePromises } from './profile-promises.ts';
import { recordPromises } from './record-promises.ts';
import { timelinePromises } from './timeline-promises.ts';
import { transactionPromises } from './transaction-promises.ts';

/** What every storage of a hub promises, concern by concern. */
export const hubStoragePromises: readonly HubStoragePromise[] = [
  ...transactionPromises,
  ...keyPromises,
  ...identityPromises,
  ...recordPromises,
  ...timelinePromises,
  ...profilePromises,
  ...audiencePromises,
  ...consentPromises,
  ...deliveryPromises,
  ...erasurePromises,
];
