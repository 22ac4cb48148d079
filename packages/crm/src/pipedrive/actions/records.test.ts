import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { domainField, keyField, ownIdField, pipedriveAccount } from '../fixtures/pipedrive-account.ts';

let account: Awaited<ReturnType<typeof pipedriveAccount>>;

const start = async (config: Parameters<typeof pipedriveAccount>[0] = {}) => {
  await account?.close();
  account = await pipedriveAccount(config);
  await account.connector.actions.upsertContact({ email: 'ada@example.com', firstName: 'Ada' });
  return account;
};
beforeEach(() => start());
afterEach(() => account.close());

const contact = { email: 'ada@example.com' };
const last = () => account.calls().at(-1);

describe('upsertCompany', () => {
  test('by name is a search, then a creation or an update of the eldest', async () => {
    const { upsertCompany } = account.connector.actions;
    expect(await upsertCompany({ name: 'Engines', phone: '1', industry: 'X', ownerId: '48210' })).toEqual({
      id: '1',
      created: true,
    });
    expect(last()).toEqual({
      call: 'POST /api/v2/organizations',
      body: { name: 'Engines', owner_id: 48_210 },
      status: 200,
    });
    account.sandbox.addRecord('organizations', { name: 'engines' });
    expect(await upsertCompany({ name: 'ENGINES', properties: { visible_to: 3 } })).toEqual({
      id: '1',
      created: false,
    });
    expect(last()).toMatchObject({
      call: 'PATCH /api/v2/organizations/1',
      body: { name: 'ENGINES', visible_to: 3 },
    });
  });

  test('by your own id and by domain, where custom fields hold them, and by id', async () => {
    const { connector } = await start({
      organizationIdField: ownIdField,
      organizationDomainField: domainField,
    });
    const { upsertCompany } = connector.actions;
    expect(await upsertCompany({ externalId: 'org_1', domain: 'engines.example.com' })).toEqual({
      id: '1',
      created: true,
    });
    expect(account.sandbox.records.organizations.get(1)).toMatchObject({
      name: 'engines.example.com',
      custom_fields: { [ownIdField]: 'org_1', [domainField]: 'engines.example.com' },
    });
    expect(await upsertCompany({ externalId: 'org_1', name: 'Engines' })).toEqual({
      id: '1',
      created: false,
    });
    expect(await upsertCompany({ domain: 'engines.example.com', name: 'Engines Ltd' })).toEqual({
      id: '1',
      created: false,
    });
    expect(await upsertCompany({ id: '1', name: 'Mills' })).toEqual({ id: '1', created: false });
  });

  test.each([{ externalId: 'org_1' }, { domain: 'engines.example.com' }])(
    'by %j is refused where nothing holds it',
    async (input) => {
      await expect(account.connector.actions.upsertCompany(input)).rejects.toThrow(
        expect.objectContaining({ code: 'action.not_supported' }),
      );
    },
  );
});

describe('a deal', () => {
  test('is made with its amount, its dates and its ties, in numbers where Pipedrive wants them', async () => {
    const made = await account.connector.actions.createDeal({
      name: '20 seats',
      amount: { amountMinor: 480_050, currency: 'GBP' },
      stage: '2',
      pipeline: '1',
      expectedCloseAt: '2026-12-15T00:00:00Z',
      ownerId: '48210',
      contact,
      companyId: '7',
      properties: { d4de1c1518b4531717c676029a45911c340390a6: null, label_ids: null },
    });
    expect(made).toEqual({ id: '1', created: true });
    expect(last()).toEqual({
      call: 'POST /api/v2/deals',
      body: {
        title: '20 seats',
        value: 4_800.5,
        currency: 'GBP',
        stage_id: 2,
        pipeline_id: 1,
        expected_close_date: '2026-12-15',
        owner_id: 48_210,
        person_id: 1,
        org_id: 7,
        label_ids: null,
        custom_fields: { d4de1c1518b4531717c676029a45911c340390a6: null },
      },
      status: 200,
    });
  });

  test.each(['won', 'lost', 'open'])('is %s by its status', async (stage) => {
    const { createDeal, updateDeal } = account.connector.actions;
    const { id } = await createDeal({ name: 'x' });
    expect(
      await updateDeal({ id, stage, ...(stage === 'lost' && { properties: { lost_reason: 'price' } }) }),
    ).toEqual({ id, created: false });
    expect(last()?.body).toEqual({ status: stage, ...(stage === 'lost' && { lost_reason: 'price' }) });
  });

  test.each([{ stage: 'closedwon' }, { pipeline: 'default' }, { ownerId: 'ada' }, { companyId: 'x' }])(
    'with %j, which is no number, is refused before it is made',
    async (more) => {
      await expect(account.connector.actions.createDeal({ name: 'x', ...more })).rejects.toThrow(
        expect.objectContaining({ code: 'action.input_invalid' }),
      );
      expect(account.sandbox.records.deals.size).toBe(0);
    },
  );

  test('for somebody who is not there is refused, and not made', async () => {
    await expect(
      account.connector.actions.createDeal({ name: 'x', contact: { email: 'nobody@example.com' } }),
    ).rejects.toThrow(expect.objectContaining({ code: 'http.rejected', vendorCode: 'NOT_FOUND' }));
    expect(account.sandbox.records.deals.size).toBe(0);
  });

  test('carries its key where a field holds it, by which one of unknown outcome is looked for', async () => {
    const { connector } = await start({ dealKeyField: keyField });
    const { createDeal } = connector.actions;
    const [input, options] = [{ name: 'x' }, { idempotencyKey: 'delivery-1' }];
    // A search that finds nothing proves nothing.
    expect(await createDeal.reconcile?.(input, options)).toEqual({ outcome: 'unknown' });
    const { id } = await createDeal(input, options);
    expect(await createDeal.reconcile?.(input, options)).toEqual({
      outcome: 'done',
      output: { id, created: true },
    });
    await start();
    expect(await account.connector.actions.createDeal.reconcile?.(input, options)).toEqual({
      outcome: 'unknown',
    });
  });
});

describe('an activity', () => {
  const log = (input: object) => account.connector.actions.logActivity({ contact, ...input } as never);

  test('that is a call is done, with how long it took and how it went', async () => {
    await log({
      kind: 'call',
      subject: 'Renewal',
      body: 'Asked about a <second> site.\nAnd more.',
      occurredAt: '2026-11-20T23:30:45Z',
      durationSeconds: 3_601,
      direction: 'inbound',
      status: 'no_answer',
      from: '+14155550123',
      to: '+14155550100',
      recordingUrl: 'https://voice.example.com/RE1?a=1&b=2',
      dealId: '9',
      companyId: '7',
      ownerId: '48210',
    });
    expect(last()).toEqual({
      call: 'POST /api/v2/activities',
      body: {
        type: 'call',
        subject: 'Renewal',
        note:
          'Asked about a &lt;second&gt; site.<br>And more.<br>Direction: inbound<br>Outcome: No answer<br>' +
          'From: +14155550123<br>To: +14155550100<br>Recording: https://voice.example.com/RE1?a=1&amp;b=2',
        due_date: '2026-11-20',
        due_time: '23:30',
        duration: '01:01',
        done: true,
        owner_id: 48_210,
        deal_id: 9,
        org_id: 7,
        participants: [{ person_id: 1, primary: true }],
      },
      status: 200,
    });
  });

  test.each([
    [
      { kind: 'task', subject: 'Ring' },
      { type: 'task', subject: 'Ring', done: false },
    ],
    [
      { kind: 'task', status: 'completed' },
      { subject: 'Task', done: true },
    ],
    [
      { kind: 'meeting', status: 'planned' },
      { type: 'meeting', done: false },
    ],
    [{ kind: 'email' }, { type: 'email', done: true, due_date: '2026-11-21', due_time: '09:30' }],
  ])('%j', async (input, fields) => {
    expect(await log(input)).toEqual({ id: '1', created: true });
    expect(last()?.body).toMatchObject(fields);
  });

  test('that is a note is HTML in which text stays text, at its time, in version 1 of the API', async () => {
    expect(
      await log({
        kind: 'note',
        subject: 'Message',
        body: '<script>1</script>',
        occurredAt: '2026-11-20T09:00:00Z',
        dealId: '9',
      }),
    ).toEqual({
      id: '1',
      created: true,
    });
    expect(last()).toEqual({
      call: 'POST /v1/notes',
      body: {
        content: 'Message<br><br>&lt;script&gt;1&lt;/script&gt;',
        person_id: 1,
        deal_id: 9,
        add_time: '2026-11-20 09:00:00',
      },
      status: 201,
    });
  });

  test('of a ticket is refused: there are none', async () => {
    await expect(log({ kind: 'note', ticketId: '1' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported' }),
    );
  });

  test('of somebody unknown is refused, left or made, as it is asked', async () => {
    const stranger = { contact: { email: 'byron@example.com' }, kind: 'note' };
    await expect(log(stranger)).rejects.toThrow(expect.objectContaining({ vendorCode: 'NOT_FOUND' }));
    expect(await log({ ...stranger, ifUnknown: 'ignore' })).toEqual({ created: false });
    expect(await log({ ...stranger, ifUnknown: 'create' })).toEqual({ id: '1', created: true });
    expect(last()?.body).toMatchObject({ person_id: 2, content: 'Note' });
  });
});
