import type { SandboxResponse } from '@touchline/core/sandbox';

/** Thrown by a handler of a sandbox to answer with an error. */
export class Refusal extends Error {
  readonly response: SandboxResponse;

  constructor(response: SandboxResponse) {
    super(`The sandbox answers ${response.status}.`);
    this.response = response;
  }
}

/** Answers with what the work gives, or with what it is refused with. */
export const answered = (work: () => SandboxResponse): SandboxResponse => {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.response;
    throw thrown;
  }
};
