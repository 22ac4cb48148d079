export type { CommitReport } from './group-commit.ts';
export type { LocalEventLog, LocalLogOptions } from './local-log.ts';
export {
  createMemoryLog,
  createMemoryStorage,
  type MemoryLogOptions,
  type MemoryLogStorage,
} from './memory-log.ts';
export { createSqliteLog, type SqliteLogOptions } from './sqlite-log.ts';
