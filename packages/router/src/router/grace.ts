/** How long an action has to end itself after its signal aborted, in milliseconds, before it is left behind. */
export const graceMs = 1_000;
