declare module 'alexa-verifier' {
  /** Rejects with a text where a request is not Alexa's. */
  export default function verify(certificateUrl: string, signature: string, body: string): Promise<void>;
}

declare module 'sns-validator' {
  /** Judges messages of Amazon SNS. */
  export default class MessageValidator {
    /** Calls back with an error where a message is not Amazon's. */
    validate(message: object, done: (error: Error | null) => void): void;
  }
}
