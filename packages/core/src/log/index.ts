export * from './check-dead-letter-filter.ts';
export * from './dead-letters.ts';
export * from './event-log.ts';
export * from './type-pattern.ts';
