/** A violation that is as it should be: the document is older than the API, or wrong. */
export interface ContractDeviation {
  /** `POST /v1/refunds`; a star stands for anything: `*`, `POST *`. */
  readonly operation: string;
  /** The violation as the report words it; a star stands for anything: `body /payment_method_types *`. */
  readonly deviation: string;
  /** Why it is right nevertheless, with the vendor's page that says so. */
  readonly reason: string;
}

/** Requests that no document describes, and why not. */
export interface BeyondTheDocuments {
  /** Method and URL without its query; a star stands for anything: `POST https://hooks.slack.com/*`. */
  readonly request: string;
  readonly reason: string;
}

/** What a contract check lets pass. Each must be needed: an excuse that excuses nothing fails the check. */
export interface Excuses {
  readonly deviations?: readonly ContractDeviation[];
  readonly beyond?: readonly BeyondTheDocuments[];
}

/** Excuses that know which of them were needed. */
export interface OpenExcuses {
  readonly forDeviation: (operation: string, deviation: string) => string | undefined;
  readonly forRequest: (method: string, url: string) => string | undefined;
  readonly unused: () => readonly string[];
}

export const openExcuses = ({ deviations = [], beyond = [] }: Excuses): OpenExcuses => {
  const used = new Set<object>();
  const use = <Excuse extends { readonly reason: string }>(
    excuse: Excuse | undefined,
  ): string | undefined => {
    if (excuse) used.add(excuse);
    return excuse?.reason;
  };
  return {
    forDeviation: (operation, deviation) =>
      use(
        deviations.find((each) => matches(each.operation, operation) && matches(each.deviation, deviation)),
      ),
    forRequest(method, url) {
      const [withoutQuery = ''] = url.split('?');
      return use(beyond.find(({ request }) => matches(request, `${method} ${withoutQuery}`)));
    },
    unused: () => [
      ...deviations
        .filter((each) => !used.has(each))
        .map(({ operation, deviation }) => `${operation}: ${deviation}`),
      ...beyond.filter((each) => !used.has(each)).map(({ request }) => request),
    ],
  };
};

/** Whether a text is like a pattern, in which a star stands for anything. */
const matches = (pattern: string, text: string): boolean => {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 's').test(text);
};
