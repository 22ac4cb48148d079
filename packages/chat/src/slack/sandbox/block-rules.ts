type Fields = { readonly [name: string]: unknown };

/**
 * What Slack finds wrong with blocks, in its own words, each with the place: `[ERROR] … [json-pointer:/blocks/0/text]`. The
 * rules that a message of this connector can run into, not all of Slack's.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export const blockFaults = (blocks: unknown): readonly string[] => {
  if (!Array.isArray(blocks)) return [fault('must be a list', '/blocks')];
  if (blocks.length > 50) return [fault('no more than 50 items allowed', '/blocks')];
  const actionIds = new Set<unknown>();
  return blocks.flatMap((block: unknown, index) => faultsOf(fieldsOf(block), `/blocks/${index}`, actionIds));
};

const faultsOf = (block: Fields, at: string, actionIds: Set<unknown>): readonly string[] => {
  switch (block.type) {
    case undefined:
      return [fault('missing required field: type', at)];
    case 'section':
      return textFaults(block.text, 3_000, `${at}/text`);
    case 'markdown':
      return lengthFaults(block.text, 12_000, `${at}/text`);
    case 'image':
      return [
        ...lengthFaults(block.image_url, 3_000, `${at}/image_url`),
        ...lengthFaults(block.alt_text, 2_000, `${at}/alt_text`),
      ];
    case 'actions': {
      const elements = Array.isArray(block.elements) ? block.elements : [];
      if (elements.length < 1 || elements.length > 25)
        return [fault('must have from 1 to 25 items', `${at}/elements`)];
      return elements.flatMap((element: unknown, index) =>
        elementFaults(fieldsOf(element), `${at}/elements/${index}`, actionIds),
      );
    }
    default:
      return [];
  }
};

const elementFaults = (element: Fields, at: string, actionIds: Set<unknown>): readonly string[] => {
  const { action_id: actionId, text, value } = element;
  const isRepeated = actionId !== undefined && actionIds.has(actionId);
  actionIds.add(actionId);
  return [
    ...textFaults(text, 75, `${at}/text`),
    ...(actionId === undefined ? [] : lengthFaults(actionId, 255, `${at}/action_id`)),
    ...(value === undefined ? [] : lengthFaults(value, 2_000, `${at}/value`)),
    ...(isRepeated ? [fault('action_id already exists', `${at}/action_id`)] : []),
  ];
};

const textFaults = (text: unknown, longest: number, at: string): readonly string[] =>
  lengthFaults(fieldsOf(text).text, longest, `${at}/text`);

const lengthFaults = (text: unknown, longest: number, at: string): readonly string[] => {
  if (typeof text !== 'string' || text.length === 0) return [fault('must be more than 0 characters', at)];
  return text.length > longest ? [fault(`must be less than ${longest + 1} characters`, at)] : [];
};

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

const fault = (what: string, where: string): string => `[ERROR] ${what} [json-pointer:${where}]`;
