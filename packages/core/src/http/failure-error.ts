import type { Disposition } from '../errors/error-codes.ts';
import { TouchlineError } from '../errors/touchline-error.ts';
import type { Call } from './call.ts';
import type { Deadline, StopCode } from './deadline.ts';
import type { SendFailure } from './transport.ts';

/**
 * What a request without an answer means. Once it was written nobody knows whether it took effect: what is idempotent is tried
 * again, what is not is ambiguous.
 */
export const errorOfFailure = (
  { failure, written, detail, head }: SendFailure,
  call: Call,
  deadline: Pick<Deadline, 'stopCode'>,
): TouchlineError => {
  const because = detail === undefined ? '' : ` (${detail})`;
  const after = { ...common(call), disposition: afterWriting(call, written, 'retry') };
  switch (failure) {
    case 'network':
      return written
        ? new TouchlineError(
            'http.interrupted',
            `${call.subject} broke off before the answer${because}.`,
            after,
          )
        : new TouchlineError('http.network', `${call.subject} cannot be reached${because}.`, common(call));
    case 'stopped':
      return stoppedError(deadline.stopCode ?? 'http.aborted', call, written);
    case 'too_large':
      return new TouchlineError(
        'http.response_too_large',
        `${call.subject} answered more than ${call.maxResponseBytes} bytes.`,
        {
          ...common(call),
          disposition: afterWriting(call, written, 'reject'),
          ...(head && { vendorStatus: head.status }),
        },
      );
    case 'forbidden':
      return new TouchlineError(
        'http.url_forbidden',
        `${call.subject} leads to an address that is not public.`,
        common(call),
      );
    case 'malformed':
      return new TouchlineError(
        'action.input_invalid',
        `${call.subject} is not a request that HTTP allows.`,
        common(call),
      );
    case 'closed':
      return new TouchlineError(
        'http.aborted',
        `${call.subject} was not sent: the HTTP client is closed.`,
        common(call),
      );
  }
};

/** The error of a call that its deadline or its caller ended. */
export const stoppedError = (code: StopCode, call: Call, written: boolean): TouchlineError => {
  const what =
    code === 'http.timeout' ? `got no answer within ${call.timeoutMs} ms` : 'was aborted by the caller';
  return new TouchlineError(
    code,
    `${call.subject} ${what}${written ? ', after it was sent' : ', before it was sent'}.`,
    {
      ...common(call),
      disposition: afterWriting(call, written, 'retry'),
    },
  );
};

/** What every error of a call carries. */
export const common = ({ connector }: Call): { readonly connector?: string } =>
  connector === undefined ? {} : { connector };

/** The disposition once the outcome may have happened. */
export const afterWriting = (call: Call, written: boolean, otherwise: Disposition): Disposition =>
  written && !call.idempotent ? 'ambiguous' : otherwise;
