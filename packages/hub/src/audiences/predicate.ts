import { z } from 'zod';
import { type Duration, durationSchema } from '../profile/duration.ts';
import { type EventSelection, eventSelectionSchema } from '../profile/event-selection.ts';

/** What can be compared with. */
export type Comparable = string | number | boolean | null;

/** What must be true of a value. All parts that are given must hold; of a value that is not there only `exists` and `isNot` can. */
export interface Comparison {
  /** Whether there is a value at all; null is none. */
  readonly exists?: boolean | undefined;
  /** It is this, or one of these. */
  readonly is?: Comparable | readonly Comparable[] | undefined;
  /** It is not this, nor one of these. */
  readonly isNot?: Comparable | readonly Comparable[] | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  readonly moreThan?: number | undefined;
  readonly lessThan?: number | undefined;
  /** It is a list that holds this, or a text that has it in it. */
  readonly contains?: string | number | boolean | undefined;
  /** It is a time (RFC 3339) that lies this long ago, or longer. */
  readonly olderThan?: Duration | undefined;
  /** It is a time (RFC 3339) that lies less long ago than this. */
  readonly newerThan?: Duration | undefined;
}

/** Compares a trait, or a part of it: `{ trait: 'address', at: 'city', is: 'London' }`. */
export interface TraitComparison extends Comparison {
  readonly trait: string;
  /** The path of the part. */
  readonly at?: string | undefined;
}

/** Compares a computed trait, or a part of it: `{ computed: 'lifetimeValue', at: 'EUR', atLeast: 100_00 }`. */
export interface ComputedComparison extends Comparison {
  readonly computed: string;
  /** The path of the part. */
  readonly at?: string | undefined;
}

/** Counts what somebody did: `{ did: 'order.created', times: { atLeast: 3 }, within: { days: 30 } }`. Exact at any moment. */
export interface DidSomething {
  readonly did: EventSelection;
  /** Default: at least once. At most 1,000. */
  readonly times?:
    | { readonly atLeast?: number | undefined; readonly atMost?: number | undefined }
    | undefined;
  /** Default: ever. */
  readonly within?: Duration | undefined;
}

/** Who belongs to an audience, as data: it can be stored, drawn and sent. */
export type Predicate =
  | TraitComparison
  | ComputedComparison
  | DidSomething
  | { readonly all: readonly Predicate[] }
  | { readonly any: readonly Predicate[] }
  | { readonly not: Predicate };

const comparable = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const oneOrSeveral = z.union([comparable, z.array(comparable)]);
const number = z.number().optional();
const comparison = {
  exists: z.boolean().optional(),
  is: oneOrSeveral.optional(),
  isNot: oneOrSeveral.optional(),
  atLeast: number,
  atMost: number,
  moreThan: number,
  lessThan: number,
  contains: z.union([z.string(), z.number(), z.boolean()]).optional(),
  olderThan: durationSchema.optional(),
  newerThan: durationSchema.optional(),
};
const compares = (value: object): boolean => Object.keys(value).some((key) => Object.hasOwn(comparison, key));
const mustCompare = 'must compare with something, such as { exists: true }';
const times = z.int().min(0).max(1_000).optional();
const at = z.string().min(1).optional();

const traitComparison = z
  .strictObject({ trait: z.string().min(1), at, ...comparison })
  .refine(compares, mustCompare);
const computedComparison = z
  .strictObject({ computed: z.string().min(1), at, ...comparison })
  .refine(compares, mustCompare);
const didSomething = z.strictObject({
  did: eventSelectionSchema,
  times: z
    .strictObject({ atLeast: times, atMost: times })
    .refine(
      ({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined,
      'must say at least or at most how often',
    )
    .optional(),
  within: durationSchema.optional(),
});

/** Deeper than anybody writes by hand, and shallow enough to be walked through. */
const maxDepth = 20;

/**
 * The schema of a {@link Predicate}. By the key that tells the kinds apart, so that what is wrong is said of the kind that is meant;
 * a plain union would name every kind that it is not.
 */
export const predicateSchema: z.ZodType<Predicate> = z
  .unknown()
  .transform((value, context) => check(value, context, [], 0));

const check = (
  value: unknown,
  context: z.RefinementCtx,
  path: readonly PropertyKey[],
  depth: number,
): Predicate => {
  const refuse = (message: string): Predicate => {
    context.addIssue({ code: 'custom', message, path: [...path] });
    return z.NEVER;
  };
  if (depth > maxDepth) return refuse(`must not be nested more than ${maxDepth} deep`);
  if (typeof value !== 'object' || value === null)
    return refuse('must be a predicate, such as { did: "order.paid" }');
  const keys = Object.keys(value);
  const node = value as Record<string, unknown>;
  for (const key of ['all', 'any'] as const)
    if (Object.hasOwn(node, key)) {
      const parts = node[key];
      if (keys.length > 1 || !Array.isArray(parts)) return refuse(`must be { ${key}: [predicates] }`);
      for (const [index, part] of parts.entries()) check(part, context, [...path, key, index], depth + 1);
      return value as Predicate;
    }
  if (Object.hasOwn(node, 'not')) {
    if (keys.length > 1) return refuse('must be { not: predicate }');
    check(node.not, context, [...path, 'not'], depth + 1);
    return value as Predicate;
  }
  const leaf = Object.hasOwn(node, 'did')
    ? didSomething
    : Object.hasOwn(node, 'trait')
      ? traitComparison
      : Object.hasOwn(node, 'computed')
        ? computedComparison
        : undefined;
  if (!leaf) return refuse('must have one of trait, computed, did, all, any and not');
  const parsed = leaf.safeParse(value);
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      context.addIssue({
        ...issue,
        code: 'custom',
        message: issue.message,
        path: [...path, ...issue.path],
      } as never);
  return value as Predicate;
};
