/**
 * What the connector writes into the metadata of Adyen's payments, which come back in webhooks as `metadata.…` of the additional
 * data. A key has at most 20 characters: https://docs.adyen.com/api-explorer/Checkout/71/post/payments#request-metadata.
 */
export const metadataKeys = {
  /** When the payment is captured, where that is not as the merchant account has it: `automatic` or `manual`. */
  capture: 'touchline_capture',
} as const;
