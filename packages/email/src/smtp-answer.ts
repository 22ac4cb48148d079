/** The SMTP reply code with which a mail server's words begin: 550 of `550 5.1.1 No such user`. */
export const replyCodeIn = (words: string | undefined): number | undefined => {
  const code = /^\s*([2-5]\d\d)(?:[\s-]|$)/.exec(words ?? '')?.[1];
  return code === undefined ? undefined : Number(code);
};

/** The enhanced status code (https://www.rfc-editor.org/rfc/rfc3463) in a mail server's words: `5.1.1`. */
export const enhancedCodeIn = (words: string | undefined): string | undefined =>
  /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.exec(words ?? '')?.[0];
