import type { EventMap } from '../event/envelope.ts';
import type { MapTools } from './inbound.ts';

/** The longest name under which what is not mapped is counted. */
const longestKind = 200;

/** What every map makes its events with. They are completed and validated afterwards. */
export const mapTools: MapTools<EventMap> = {
  event: (type, draft) => ({ type, draft }),
  ignore: (kind) => ({ ignored: String(kind).slice(0, longestKind) }),
};
