import { isObject, type JsonObject, listIn } from './open-api-document.ts';
import { certainShapesOf, fieldSchemas, itemSchemas, shapesOf, typesOf } from './schema-shapes.ts';

/** What one document says of a value. */
export interface Described {
  readonly document: JsonObject;
  readonly schemas: readonly unknown[];
}

/**
 * What two documents say differently about a value: about itself and the fields that it has, and about what it must have. Sentences,
 * such as `body /amount was integer and is string.`
 *
 * @param place how the sentences begin: `body`, `query limit`, `answer`.
 */
export const schemaDrift = (
  place: string,
  before: Described,
  after: Described,
  value: unknown,
): readonly string[] => [...new Set(drift(place, '', before, after, value))];

const drift = (
  place: string,
  pointer: string,
  before: Described,
  after: Described,
  value: unknown,
): readonly string[] => {
  const [older, newer] = [before, after].map(shapes) as [readonly JsonObject[], readonly JsonObject[]];
  const at = [place, pointer].filter(Boolean).join(' ');
  const own = [
    ...typeDrift(at, older, newer),
    ...enumerationDrift(at, older, newer, place === 'answer' ? 'answer' : 'request'),
    ...requiredDrift(place, pointer, before, after, value),
  ];
  if (Array.isArray(value)) {
    const items = (described: Described, all: readonly JsonObject[]) => ({
      ...described,
      schemas: itemSchemas(all),
    });
    return [
      ...own,
      ...value.flatMap((item) =>
        drift(place, `${pointer}/0`, items(before, older), items(after, newer), item),
      ),
    ];
  }
  if (!isObject(value)) return own;
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const known = fieldSchemas(older, name);
    const next = fieldSchemas(newer, name);
    if (known.length === 0) return [];
    if (next.length === 0) return [`The ${[place, `${pointer}/${name}`].join(' ')} is gone.`];
    return drift(
      place,
      `${pointer}/${name}`,
      { ...before, schemas: known },
      { ...after, schemas: next },
      field,
    );
  });
  return [...own, ...fields];
};

const shapes = ({ document, schemas }: Described): readonly JsonObject[] =>
  schemas.flatMap((schema) => shapesOf(document, schema));

const typeDrift = (
  at: string,
  older: readonly JsonObject[],
  newer: readonly JsonObject[],
): readonly string[] => {
  const [before, after] = [older, newer].map((each) => [...typesOf(each)].sort().join(' or '));
  return before === after || !before || !after ? [] : [`The ${at} was ${before} and is ${after}.`];
};

/** A request minds what is no longer taken, an answer what it did not have to expect. */
const enumerationDrift = (
  at: string,
  older: readonly JsonObject[],
  newer: readonly JsonObject[],
  way: 'request' | 'answer',
): readonly string[] => {
  const valuesOf = (each: readonly JsonObject[]) =>
    each.flatMap((shape) => listIn(shape, 'enum')).map(String);
  const [before, after] = [valuesOf(older), valuesOf(newer)];
  if (way === 'request') {
    if (after.length === 0) return [];
    if (before.length === 0) return [`The ${at} takes only ${after.join(', ')} now.`];
    const gone = before.filter((value) => !after.includes(value));
    return gone.length === 0 ? [] : [`The ${at} no longer takes ${gone.join(', ')}.`];
  }
  const added = before.length === 0 ? [] : after.filter((value) => !before.includes(value));
  return added.length === 0 ? [] : [`The ${at} may also be ${added.join(', ')} now.`];
};

const requiredDrift = (
  place: string,
  pointer: string,
  before: Described,
  after: Described,
  value: unknown,
): readonly string[] => {
  if (!isObject(value)) return [];
  const requiredIn = ({ document, schemas }: Described): readonly string[] =>
    schemas.length === 1
      ? certainShapesOf(document, schemas[0]).flatMap((shape) => listIn(shape, 'required').map(String))
      : [];
  const [older, newer] = [requiredIn(before), requiredIn(after)];
  if (place === 'answer')
    return older
      .filter((name) => !newer.includes(name) && Object.hasOwn(value, name))
      .map((name) => `The answer ${pointer}/${name} may be missing now.`);
  return newer
    .filter((name) => !older.includes(name))
    .map((name) => `The ${place} ${pointer}/${name} is required now.`);
};
