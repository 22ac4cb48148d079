import { defineAction, type Implement, TouchlineError, urlPath } from '@touchline/core';
import { z } from 'zod';
import type { TelnyxSettings } from '../config.ts';

/**
 * Deletes a recording for good; Telnyx's own action.
 *
 * @see https://developers.telnyx.com/api-reference/call-recordings/delete-a-call-recording
 */
export const deleteRecording = defineAction({
  name: 'deleteRecording',
  title: 'Delete a recording',
  description: 'Deletes the recording of a call for good. One that is gone already is left as it is.',
  input: z.strictObject({ recordingId: z.string().min(1).max(1024) }),
  output: z.object({ recordingId: z.string() }),
  effect: 'destructive',
  idempotent: 'natural',
  example: { recordingId: '428c31b6-7af4-4bcb-b7f5-5013ef9657c1' },
});

/** What `deleteRecording` takes. */
export interface DeleteRecordingInput extends z.input<typeof deleteRecording.input> {}

/** What `deleteRecording` answers with. */
export interface DeleteRecordingOutput extends z.output<typeof deleteRecording.output> {}

/** What is done with recordings. */
export const recordingActions = (implement: Implement<TelnyxSettings>) => ({
  deleteRecording: implement(deleteRecording, async ({ recordingId }, { http, signal }) => {
    try {
      await http.delete(urlPath`/recordings/${recordingId}`, {
        operation: 'recording.delete',
        idempotent: true,
        signal,
      });
    } catch (error) {
      if (!TouchlineError.isInstance(error) || error.vendorStatus !== 404) throw error;
    }
    return { recordingId };
  }),
});
