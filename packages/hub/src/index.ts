export { type AnchorId, type AnchorOf, createAnchorOf, isAnchorId } from './identity/anchor.ts';
export type { Identifier, IdentifierNamespace } from './identity/identifier.ts';
export type { RecordedEvent, RecordingPart } from './record/recording-part.ts';
export type { HubReads, HubStorage, HubWrites } from './storage/hub-storage.ts';
export { memoryHubStorage } from './storage/memory-hub-storage.ts';
export { type SqliteHubStorageOptions, sqliteHubStorage } from './storage/sqlite-hub-storage.ts';
export type { KeyReads, KeyRow, KeyWrites } from './vault/key-storage.ts';
export type { HubSecret } from './vault/root-key.ts';
export type { AnchorKey, SealingKey, Vault } from './vault/vault.ts';
