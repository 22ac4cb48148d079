/** What the documents say of the API. */
export interface ApiInfo {
  /** Default `Touchline`. */
  readonly title?: string;
  /** The version of your API. Default `1.0.0`. */
  readonly version?: string;
  readonly description?: string;
  readonly license?: { readonly name: string; readonly url?: string; readonly identifier?: string };
  readonly contact?: { readonly name?: string; readonly url?: string; readonly email?: string };
}

/** With what is said where nothing is. */
export const completeInfo = ({
  title = 'Touchline',
  version = '1.0.0',
  description = 'Unified events in and out, actions of every connector, and what it takes to operate them.',
  license = { name: 'MIT', identifier: 'MIT' },
  ...rest
}: ApiInfo) => ({ title, version, description, license, ...rest });
