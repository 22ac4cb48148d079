import { TouchlineError } from '@touchline/core';

/** What is wrong with a command, in one sentence that says what would be right. */
export const commandInvalid = (sentence: string): TouchlineError =>
  new TouchlineError('command.invalid', sentence);
