/**
 * Values that programs send where they have none. The ids are those that Segment advises to block, with what programming
 * languages print for nothing: https://segment.com/docs/unify/identity-resolution/identity-resolution-settings/
 */
const nothing = [
  ...['0', '00', '000', '0000', '-', '--', '-1', 'null', 'NULL', 'Null', 'undefined', 'none', 'None', 'nil'],
  ...['NaN', 'n/a', 'N/A', 'na', 'unknown', 'anonymous', 'guest', 'true', 'false', '[object Object]'],
  ...['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '{}', '(not set)'],
];

/** By namespace. Each is compared after it has been normalised like an identifier. */
export const defaultBlocked: Readonly<Record<string, readonly string[]>> = {
  user: nothing,
  external: nothing,
  device: nothing,
  anonymous: nothing,
  email: [
    'test@test.com',
    'test@example.com',
    'noreply@example.com',
    'none@none.com',
    'no@email.com',
    'null@null.com',
    'a@a.com',
    'na@na.com',
  ],
  phone: ['+10000000000', '+15555555555', '+11111111111', '+1234567890', '+12345678901', '+19999999999'],
};
