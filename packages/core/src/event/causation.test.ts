import { describe, expect, test } from 'vitest';
import { touchpointCatalogue } from '../events/index.ts';
import { causedBy, originsOf } from './causation.ts';

const changed = touchpointCatalogue.create({
  type: 'contact.deleted',
  id: 'e-1',
  source: '/connectors/acme-crm/7',
  data: { objectId: 'c-1' },
});

describe('an event that follows from another one', () => {
  test('stays in its transaction, one step further from the cause', () => {
    const next = touchpointCatalogue.create({ ...changed, id: 'e-2', source: '/hub', ...causedBy(changed) });
    expect(next).toMatchObject({
      causationid: 'e-1',
      correlationid: 'e-1',
      causationdepth: 1,
      origin: 'acme-crm',
    });
    expect(causedBy(next)).toMatchObject({
      causationid: 'e-2',
      correlationid: 'e-1',
      causationdepth: 2,
      origin: 'acme-crm',
    });
  });

  test('remembers every connector that the news came from, once', () => {
    expect(originsOf(changed)).toEqual(['acme-crm']);
    expect(originsOf({ ...changed, source: '/hub', origin: 'acme-crm,acme-mail' })).toEqual([
      'acme-crm',
      'acme-mail',
    ]);
    expect(originsOf({ ...changed, origin: 'acme-mail,acme-crm' })).toEqual(['acme-mail', 'acme-crm']);
    expect(originsOf({ ...changed, source: '/app' })).toEqual([]);
  });
});
