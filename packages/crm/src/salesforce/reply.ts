import type { WebhookReply } from '@touchline/core';

/**
 * What Salesforce waits for: `Ack` true, else it sends the message again for a day. It is true whenever it is sent: a reply goes out once
 * everything is durable, notifications that could not be understood included, and these would not be understood the next time either.
 * What could not be kept, or was refused, is answered with an HTTP failure in its place.
 *
 * @see https://developer.salesforce.com/docs/platform/api/guide/sforce-api-om-outboundmessaging-wsdl.html
 */
export const acknowledge = (): WebhookReply => ({
  status: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body:
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
    '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>' +
    '</soapenv:Body></soapenv:Envelope>',
});
