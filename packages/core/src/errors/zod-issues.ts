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
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [
    {
      path: printPath(path),
      message: missing ? `is required (${issue.expected})` : lowerFirst(issue.message),
    },
  ];
};

/** Keys of a record come from outside and may be personal themselves, so only what looks like a name is printed. */
const printKey = (key: PropertyKey): string => (/^[\w$-]{1,64}$/.test(String(key)) ? String(key) : '…');

const printPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((printed, key) => {
    if (typeof key === 'number') return `${printed}[${key}]`;
    return printed === '' ? printKey(key) : `${printed}.${printKey(key)}`;
  }, '');

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
