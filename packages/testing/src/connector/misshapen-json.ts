import { type SeededRandom, seededRandom } from '../event-log/seeded-random.ts';

/**
 * The same JSON with another value in a few places, or none, or with what poisons prototypes: it parses, and is not what a map
 * expects. Undefined where the body is no JSON. Equal seeds, equal bodies.
 */
export const misshapen = (good: Uint8Array, seed: number): Uint8Array | undefined => {
  const document = documentOf(good);
  if (document === undefined) return undefined;
  const random = seededRandom(seed);
  for (let times = 1 + random.below(3); times > 0; times -= 1) misshape(document, random);
  return Buffer.from(JSON.stringify(document));
};

const misshape = (document: object, random: SeededRandom): void => {
  const places = placesIn(document);
  if (places.length === 0) return;
  const { holder, key } = random.oneOf(places);
  switch (random.below(10)) {
    case 0:
      // Assigning it would change the prototype, and nothing of the JSON.
      Object.defineProperty(holder, '__proto__', {
        value: { polluted: true },
        enumerable: true,
        writable: true,
        configurable: true,
      });
      return;
    case 1:
    case 2:
    case 3:
      delete holder[key];
      return;
    default:
      holder[key] = structuredClone(random.oneOf(values));
  }
};

/** Values that are seldom expected. */
const values: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  ' ',
  '0',
  '+1',
  '\u0000',
  '😀',
  'x'.repeat(5_000),
  '2026-02-30T00:00:00Z',
  'toString',
  [],
  [null],
  [[]],
  [{}],
  {},
  { id: 1 },
];

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

const placesIn = (value: unknown): readonly Place[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, member]) => [
        { holder: value as Record<string, unknown>, key },
        ...placesIn(member),
      ]);

const documentOf = (body: Uint8Array): object | undefined => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString());
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
};
