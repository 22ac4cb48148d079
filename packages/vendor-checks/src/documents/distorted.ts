/** The value with one thing wrong, in as many ways: another kind, a member gone, one too many, at every depth. */
export function* distorted(value: unknown): Generator<unknown> {
  yield* [null, 7, 'text', [], [[]], {}, true];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const { [name]: _, ...without } = value as Record<string, unknown>;
    if (!Array.isArray(value)) yield without;
    const put = (other: unknown): unknown =>
      Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other };
    for (const other of [null, -1, 'x'.repeat(5_000), { surprising: true }, ['x']]) yield put(other);
    if (typeof member === 'object' && member !== null)
      for (const other of [...distorted(member)].slice(7, 60)) yield put(other);
  }
  if (!Array.isArray(value)) yield { ...value, surprising_member: 1 };
}
