import { TouchlineError } from '@touchline/core';

/**
 * Slack's name of an emoji. Names, also of the workspace's own emoji, are taken as they are, with or without colons; of the
 * emoji themselves those that people react with.
 *
 * @throws TouchlineError `action.not_supported` for an emoji whose name is not known here: give the name instead.
 * @see https://docs.slack.dev/reference/methods/reactions.add
 */
export const emojiName = (emoji: string): string => {
  const name = emoji.replace(/^:([^:].*[^:]):$/, '$1');
  // An emoji may be spelled with or without the mark that asks for its coloured form.
  const [plain = '', tone] = splitSkinTone(name.replaceAll('\uFE0F', ''));
  const known = Object.hasOwn(names, plain) ? names[plain] : undefined;
  if (known !== undefined) return tone === undefined ? known : `${known}::skin-tone-${tone}`;
  if (/^[\p{Letter}\p{Mark}\p{Number}_'+-]+(::skin-tone-[2-6])?$/u.test(name)) return name;
  throw new TouchlineError(
    'action.not_supported',
    'slack: emoji: this one is not known by its picture; give its name in Slack, such as thumbsup.',
    { connector: 'slack' },
  );
};

const splitSkinTone = (emoji: string): readonly [plain: string, tone?: number] => {
  const tone = /\p{Emoji_Modifier}$/u.exec(emoji)?.[0];
  return tone === undefined
    ? [emoji]
    : [emoji.slice(0, -tone.length), (tone.codePointAt(0) ?? 0) - 0x1f3fb + 2];
};

/** Short names of https://github.com/iamcal/emoji-data, which are Slack's. */
const names: Readonly<Record<string, string>> = {
  '👍': '+1',
  '👎': '-1',
  '👌': 'ok_hand',
  '👏': 'clap',
  '🙌': 'raised_hands',
  '🙏': 'pray',
  '💪': 'muscle',
  '👋': 'wave',
  '✋': 'hand',
  '✌': 'v',
  '🤞': 'crossed_fingers',
  '🤝': 'handshake',
  '☝': 'point_up',
  '👆': 'point_up_2',
  '👇': 'point_down',
  '👀': 'eyes',
  '❤': 'heart',
  '🧡': 'orange_heart',
  '💛': 'yellow_heart',
  '💚': 'green_heart',
  '💙': 'blue_heart',
  '💜': 'purple_heart',
  '🖤': 'black_heart',
  '🤍': 'white_heart',
  '💔': 'broken_heart',
  '😀': 'grinning',
  '😄': 'smile',
  '😁': 'grin',
  '😂': 'joy',
  '🤣': 'rolling_on_the_floor_laughing',
  '😅': 'sweat_smile',
  '😊': 'blush',
  '🙂': 'slightly_smiling_face',
  '😉': 'wink',
  '😍': 'heart_eyes',
  '🥰': 'smiling_face_with_3_hearts',
  '🤩': 'star-struck',
  '🤗': 'hugging_face',
  '😎': 'sunglasses',
  '🤓': 'nerd_face',
  '🤔': 'thinking_face',
  '🤨': 'face_with_raised_eyebrow',
  '😐': 'neutral_face',
  '😮': 'open_mouth',
  '😳': 'flushed',
  '😱': 'scream',
  '🤯': 'exploding_head',
  '😢': 'cry',
  '😭': 'sob',
  '😞': 'disappointed',
  '😡': 'rage',
  '🤬': 'face_with_symbols_on_mouth',
  '😴': 'sleeping',
  '🥱': 'yawning_face',
  '🫡': 'saluting_face',
  '🎉': 'tada',
  '🔥': 'fire',
  '💯': '100',
  '⚡': 'zap',
  '⭐': 'star',
  '✨': 'sparkles',
  '🏆': 'trophy',
  '🚀': 'rocket',
  '✅': 'white_check_mark',
  '✔': 'heavy_check_mark',
  '❌': 'x',
  '➕': 'heavy_plus_sign',
  '❗': 'exclamation',
  '❓': 'question',
  '⚠': 'warning',
  '🚨': 'rotating_light',
  '🛑': 'octagonal_sign',
  '🚧': 'construction',
  ℹ: 'information_source',
  '💡': 'bulb',
  '📌': 'pushpin',
  '📎': 'paperclip',
  '📝': 'memo',
  '📦': 'package',
  '🎁': 'gift',
  '💬': 'speech_balloon',
  '🔁': 'repeat',
  '🔒': 'lock',
  '🔓': 'unlock',
  '⏰': 'alarm_clock',
  '⏳': 'hourglass_flowing_sand',
  '🐛': 'bug',
  '🛠': 'hammer_and_wrench',
  '☕': 'coffee',
  '🟢': 'large_green_circle',
  '🟡': 'large_yellow_circle',
  '🔴': 'red_circle',
  '🔵': 'large_blue_circle',
  '⚪': 'white_circle',
  '⚫': 'black_circle',
};
