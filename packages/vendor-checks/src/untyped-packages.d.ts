declare module 'alexa-verifier' {
  /** Rejects with a text where a request is not Alexa's. */
  export default function verify(certificateUrl: string, signature: string, body: string): Promise<void>;
}
