type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with a message, and the code that WhatsApp has for it. */
export interface MessageFault {
  readonly code: number;
  readonly message: string;
}

/**
 * The rules of the Cloud API as far as they are documented for the kinds of message that the connector sends.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 */
export const messageFault = (message: Fields): MessageFault | undefined => {
  if (!isText(message.to) && !isText(message.recipient)) return missing('to');
  const type = String(message.type ?? 'text');
  const part = fieldsOf(message[type]);
  if (!part) return missing(type);
  switch (type) {
    case 'text':
      return textFault('text.body', part.body, 4_096);
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
      if (!isText(part.link) && !isText(part.id)) return missing(`${type}.link`);
      return part.caption === undefined ? undefined : textFault(`${type}.caption`, part.caption, 1_024);
    case 'interactive':
      return interactiveFault(part);
    case 'template':
      return isText(part.name) && isText(fieldsOf(part.language)?.code)
        ? undefined
        : missing('template.name');
    case 'reaction':
      return isText(part.message_id) ? undefined : missing('reaction.message_id');
    default:
      return undefined;
  }
};

const interactiveFault = ({ type, body, action }: Fields): MessageFault | undefined => {
  const words = textFault('interactive.body', fieldsOf(body)?.text, 1_024);
  const { buttons, sections, button, parameters } = fieldsOf(action) ?? {};
  if (words) return words;
  switch (type) {
    case 'button':
      return Array.isArray(buttons) && buttons.length >= 1 && buttons.length <= 3
        ? firstFault(buttons, (each) => labelFault(fieldsOf(fieldsOf(each)?.reply), 256, 20))
        : invalid('interactive.action.buttons');
    case 'list': {
      const rows = Array.isArray(sections)
        ? sections.flatMap((section) => fieldsOf(section)?.rows ?? [])
        : [];
      if (rows.length < 1 || rows.length > 10 || textFault('button', button, 20))
        return invalid('interactive.action');
      return firstFault(rows, (row) => labelFault(fieldsOf(row), 200, 24));
    }
    case 'cta_url':
      return isText(fieldsOf(parameters)?.url) ? undefined : missing('interactive.action.parameters.url');
    default:
      return invalid('interactive.type');
  }
};

const labelFault = (button: Fields | undefined, longestId: number, longestTitle: number) =>
  textFault('id', button?.id, longestId) ?? textFault('title', button?.title, longestTitle);

const firstFault = (
  items: readonly unknown[],
  faultOf: (item: unknown) => MessageFault | undefined,
): MessageFault | undefined => items.map(faultOf).find(Boolean);

const textFault = (name: string, text: unknown, longest: number): MessageFault | undefined =>
  isText(text) && text.length <= longest ? undefined : invalid(name);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null ? (value as Fields) : undefined;

const missing = (name: string): MessageFault => ({ code: 131008, message: `${name} is required` });
const invalid = (name: string): MessageFault => ({ code: 131009, message: `${name} is not valid` });
