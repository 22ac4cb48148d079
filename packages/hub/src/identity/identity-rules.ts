import { issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { defaultBlocked } from './default-blocked.ts';
import type { IdentifierNamespace } from './identifier.ts';

/**
 * How identifiers become persons. These can be changed at any time: the persons are worked out anew from what was observed. See
 * `customers.preview` for what a change would do.
 */
export interface PersonRules {
  /**
   * The namespaces, strongest first. Default: `user`, `external`, `email`, `phone`, `device`, `anonymous`. `external` stands for the
   * ids of all connectors. Namespaces of your own stand in it too.
   */
  readonly strength?: readonly IdentifierNamespace[];
  /**
   * The most identifiers of a namespace that one person has; `external` counts for each connector by itself. Evidence that would
   * break a limit joins nobody and is reported. Default: 1 `user`, 1 `external`, 5 `email`, 5 `phone`, 20 `device`, 100 `anonymous`;
   * 20 of a namespace of your own.
   */
  readonly limits?: Readonly<Record<IdentifierNamespace, number>>;
  /** Values that are nobody's, such as `test@test.com`, in addition to the usual ones: they never join anybody. */
  readonly blocked?: Readonly<Record<IdentifierNamespace, readonly string[]>>;
  /**
   * An identifier that was seen with more different `user` ids, or different ids of one connector, than this belongs to none of
   * them: the phone of a call centre, the e-mail address of a till. Default 5.
   */
  readonly mostOwners?: number;
  /**
   * Identifiers that hang together are looked at as a whole up to this many. Beyond it the weakest evidence among them does not
   * count. Default 500.
   */
  readonly mostIdentifiers?: number;
}

/** What identity resolution is told. */
export interface IdentityOptions extends PersonRules {
  readonly email?: {
    /** Whether `jane+shop@example.com` is another address than `jane@example.com` (`keep`), or the same (`remove`). Default `keep`. */
    readonly plusTags?: 'keep' | 'remove';
  };
  readonly phone?: {
    /** ISO 3166-1 alpha-2: the country of numbers that are written without one. Default: such numbers are left out. */
    readonly country?: string;
  };
  /**
   * Identifiers that stand elsewhere than in `data.customer`: by event type, then by namespace, the path within `data`.
   *
   * @example { 'telemetry.received': { device: 'deviceId' } }
   */
  readonly paths?: Readonly<Record<string, Readonly<Record<IdentifierNamespace, string>>>>;
}

/** {@link PersonRules}, complete. */
export interface CompletePersonRules {
  readonly strength: readonly IdentifierNamespace[];
  readonly limits: ReadonlyMap<IdentifierNamespace, number>;
  readonly blocked: ReadonlyMap<IdentifierNamespace, readonly string[]>;
  readonly mostOwners: number;
  readonly mostIdentifiers: number;
}

/** {@link IdentityOptions}, complete. */
export interface IdentityRules extends CompletePersonRules {
  readonly plusTags: 'keep' | 'remove';
  readonly country: string | undefined;
  readonly paths: ReadonlyMap<string, readonly (readonly [IdentifierNamespace, string])[]>;
}

/**
 * The options with their defaults.
 *
 * @throws TouchlineError `config.invalid` naming what is wrong.
 */
export const identityRulesOf = (options: IdentityOptions = {}): IdentityRules => {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const issues = issuesOf(parsed.error);
    throw new TouchlineError('config.invalid', `Identity of the hub: ${sentenceOf(issues)}.`, { issues });
  }
  const { email, phone, paths = {} } = parsed.data;
  const rules = personRulesOf(parsed.data);
  for (const [type, byNamespace] of Object.entries(paths))
    for (const namespace of Object.keys(byNamespace))
      if (!rules.strength.includes(namespace))
        throw new TouchlineError(
          'config.invalid',
          `Identity of the hub: paths of "${type}" name "${namespace}", which does not stand in strength.`,
        );
  return {
    ...rules,
    plusTags: email?.plusTags ?? 'keep',
    country: phone?.country,
    paths: new Map(Object.entries(paths).map(([type, byNamespace]) => [type, Object.entries(byNamespace)])),
  };
};

const defaultLimits = { user: 1, external: 1, email: 5, phone: 5, device: 20, anonymous: 100 };

const personRulesOf = ({
  strength = ['user', 'external', 'email', 'phone', 'device', 'anonymous'],
  limits = {},
  blocked = {},
  mostOwners = 5,
  mostIdentifiers = 500,
}: z.output<typeof schema>): CompletePersonRules => {
  const blockedHere = new Map(Object.entries(defaultBlocked));
  for (const [namespace, values] of Object.entries(blocked))
    blockedHere.set(namespace, [...(blockedHere.get(namespace) ?? []), ...values]);
  return {
    strength,
    limits: new Map(Object.entries({ ...defaultLimits, ...limits })),
    blocked: blockedHere,
    mostOwners,
    mostIdentifiers,
  };
};

/** How many identifiers of the namespace one person has at most. */
export const limitOf = ({ limits }: CompletePersonRules, namespace: IdentifierNamespace): number =>
  limits.get(namespace) ?? limits.get(kindOfNamespace(namespace)) ?? 20;

/** Its place in the order of strength, from 0; the lower, the stronger. What the rules do not know is the weakest. */
export const rankOf = ({ strength }: CompletePersonRules, namespace: IdentifierNamespace): number => {
  const rank = strength.indexOf(kindOfNamespace(namespace));
  return rank === -1 ? strength.length : rank;
};

/** `external` for the ids of every connector. */
export const kindOfNamespace = (namespace: IdentifierNamespace): string =>
  namespace.startsWith('external:') ? 'external' : namespace;

/** Whether the ids of this namespace are given to persons, one each: whoever has two of them is two persons. */
export const isOwner = (namespace: IdentifierNamespace): boolean =>
  namespace === 'user' || namespace.startsWith('external:');

const namespace = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,31}$/, 'must be a lower-case word, such as device')
  .refine((name) => name !== 'person', 'is the name of the ids that the hub gives');
const limitedNamespace = z
  .string()
  .regex(/^([a-z][a-z0-9_]{0,31}|external:.{1,128})$/, 'must be a namespace');

/** The schema of {@link PersonRules}. */
export const personRules = z.strictObject({
  strength: z
    .array(namespace)
    .refine((names) => new Set(names).size === names.length, 'must not name one twice')
    .refine(
      (names) => Object.keys(defaultLimits).every((name) => names.includes(name)),
      `must have all of ${Object.keys(defaultLimits).join(', ')}`,
    )
    .max(32)
    .optional()
    .describe('The namespaces, strongest first. `external` stands for the ids of all connectors.'),
  limits: z
    .record(limitedNamespace, z.int().min(1).max(10_000))
    .optional()
    .describe('The most identifiers of a namespace that one person has.'),
  blocked: z
    .record(limitedNamespace, z.array(z.string().min(1).max(320)).max(10_000))
    .optional()
    .describe("Values that are nobody's, in addition to the usual ones."),
  mostOwners: z
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe(
      'An identifier that was seen with more different user ids, or ids of one connector, than this belongs to none of them. Default 5.',
    ),
  mostIdentifiers: z
    .int()
    .min(10)
    .max(10_000)
    .optional()
    .describe('Identifiers that hang together are looked at as a whole up to this many. Default 500.'),
});

const schema = personRules.extend({
  email: z.strictObject({ plusTags: z.enum(['keep', 'remove']).optional() }).optional(),
  phone: z
    .strictObject({
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'must be ISO 3166-1 alpha-2')
        .optional(),
    })
    .optional(),
  paths: z
    .record(
      z.string().min(1),
      z.record(namespace, z.string().regex(/^[^.]+(\.[^.]+)*$/, 'must be a path, such as device.id')),
    )
    .optional(),
});
