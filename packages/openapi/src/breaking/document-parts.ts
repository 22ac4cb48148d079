import { isPlainObject } from '../document/plain-object.ts';

/** A part of a document. */
export type Part = Readonly<Record<string, unknown>>;

/** The member as an object; an empty one where it is absent or something else. */
export const memberOf = (part: unknown, name: string): Part => {
  const member = isPlainObject(part) && Object.hasOwn(part, name) ? part[name] : undefined;
  return isPlainObject(member) ? member : {};
};

/** The member as a list; an empty one where it is absent or something else. */
export const listOf = (part: unknown, name: string): readonly unknown[] => {
  const member = isPlainObject(part) && Object.hasOwn(part, name) ? part[name] : undefined;
  return Array.isArray(member) ? member : [];
};

/** What a part refers to, through any number of references; the part itself where it refers to nothing. */
export const resolved = (document: object, part: unknown): Part => {
  let target: unknown = part;
  for (let steps = 0; steps < 32 && isPlainObject(target) && typeof target.$ref === 'string'; steps += 1)
    target = pointedTo(document, target.$ref);
  return isPlainObject(target) ? target : {};
};

const pointedTo = (document: object, reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (part, token) => (isPlainObject(part) && Object.hasOwn(part, token) ? part[token] : undefined),
      document,
    );
