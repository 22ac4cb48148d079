import type { z } from 'zod';
import type { Issue } from './touchline-error.ts';

/** Names every failing path of a zod error without any value: `[{ path: 'data.items[0].id', message: … }]`. */
export const issuesOf = (error: z.core.$ZodError): readonly Issue[] =>
  error.issues.flatMap((issue) => describe(issue, []));

/** One sentence that lists all issues: `data.email: Invalid email address; id: is required`. */
export const sentenceOf = (issues: readonly Issue[]): string =>
  issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('; ');

const describe = (issue: z.core.$ZodIssue, parents: readonly PropertyKey[]): Issue[] => {
  const path = [...parents, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: printPath([...path, key]), message: 'is not a known key' }));
  if (issue.code === 'invalid_union' && issue.errors.length === 1)
    return (issue.errors[0] ?? []).flatMap((inner) => describe(inner, path));
  // Unless the schema has words of its own for it.
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && issue.message === 'Invalid input') {
    // The one option that the value could be is the one that it was meant to be.
    const near = issue.errors.filter((inner) => !isOfAnotherType(inner));
    if (near.length === 1) return near.flat().flatMap((inner) => describe(inner, path));
    if (near.length === 0) return [{ path: printPath(path), message: neitherOf(issue.errors.flat()) }];
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [
    {
      path: printPath(path),
      message: missing ? `is required (${issue.expected})` : lowerFirst(issue.message),
    },
  ];
};

/** Whether all that is wrong is that the value is of quite another type. */
const isOfAnotherType = (issues: readonly z.core.$ZodIssue[]): boolean => {
  const [first, ...more] = issues;
  return more.length === 0 && first?.code === 'invalid_type' && first.path.length === 0;
};

const neitherOf = (issues: readonly z.core.$ZodIssue[]): string => {
  // What JSON has: to a sender a record is an object.
  const typeOf = (issue: z.core.$ZodIssue): string =>
    issue.code === 'invalid_type' ? issue.expected.replace('record', 'object') : '';
  const types = [...new Set(issues.map(typeOf))].join(' or ');
  return issues[0]?.message.endsWith('received undefined') ? `is required (${types})` : `must be ${types}`;
};

/** Keys of a record come from outside and may be personal themselves, so only what looks like a name is printed. */
const printKey = (key: PropertyKey): string => (/^[\w$-]{1,64}$/.test(String(key)) ? String(key) : '…');

/** A path as people write it: `data.items[0].id`. */
export const printPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((printed, key) => {
    if (typeof key === 'number') return `${printed}[${key}]`;
    return printed === '' ? printKey(key) : `${printed}.${printKey(key)}`;
  }, '');

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
