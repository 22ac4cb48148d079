import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { failure } from '../values/failure.ts';
import { jsonValue } from '../values/json-value.ts';
import { timestamp } from '../values/timestamp.ts';
import { vendorId } from '../values/vendor-id.ts';

const device = z.object({
  customer: customerRef.optional(),
  deviceId: vendorId,
  deviceType: z.string().max(256).optional().describe('The model: `thermostat-2`.'),
});

const example = {
  customer: { id: 'cus_1001' },
  deviceId: 'dev-42',
  deviceType: 'thermostat-2',
};

/** Defines `telemetry.received`. */
export const telemetryReceived = defineEvent({
  type: 'telemetry.received',
  title: 'Telemetry received',
  description: 'A device reported what it measures.',
  data: device.extend({
    metrics: z
      .record(z.string().min(1).max(256), z.union([z.number(), z.string().max(8192), z.boolean(), z.null()]))
      .describe('What was measured, by the name of the metric, with the unit in it: `temperatureCelsius`.'),
    measuredAt: timestamp.optional().describe('When, by the clock of the device.'),
    location: z
      .object({
        latitude: z.number().min(-90).max(90).meta(pii('location')),
        longitude: z.number().min(-180).max(180).meta(pii('location')),
        accuracyMeters: z.number().nonnegative().optional(),
      })
      .optional(),
    firmware: z.string().max(256).optional(),
  }),
  example: {
    ...example,
    metrics: {
      temperatureCelsius: 21.5,
      batteryPercent: 87,
      mode: 'eco',
      isHeating: false,
      humidityPercent: null,
    },
    measuredAt: '2026-11-21T09:29:59Z',
    location: { latitude: 51.5074, longitude: -0.1278, accuracyMeters: 12 },
    firmware: '2.4.1',
  },
});

/** Data of `telemetry.received`: a device reported what it measures. */
export interface TelemetryReceived extends z.output<typeof telemetryReceived.data> {}

/** Defines `device.connected`. */
export const deviceConnected = defineEvent({
  type: 'device.connected',
  title: 'Device connected',
  description: 'A device came on line.',
  data: device.extend({
    protocol: z.string().max(64).optional().describe('`mqtt`, `coap`, `http`.'),
    ipAddress: z.string().max(64).meta(pii('ip_address')).optional(),
    firmware: z.string().max(256).optional(),
  }),
  example: { ...example, protocol: 'mqtt', ipAddress: '203.0.113.42', firmware: '2.4.1' },
});

/** Data of `device.connected`: a device came on line. */
export interface DeviceConnected extends z.output<typeof deviceConnected.data> {}

/** Defines `device.disconnected`. */
export const deviceDisconnected = defineEvent({
  type: 'device.disconnected',
  title: 'Device disconnected',
  description: 'A device went off line, by itself or because it was lost.',
  data: device.extend({
    isExpected: z.boolean().optional().describe('False where it was lost, such as by an MQTT last will.'),
    reason: z.string().max(1024).optional(),
    lastSeenAt: timestamp.optional(),
  }),
  example: {
    ...example,
    isExpected: false,
    reason: 'keep alive timeout',
    lastSeenAt: '2026-11-21T09:28:00Z',
  },
});

/** Data of `device.disconnected`: a device went off line, by itself or because it was lost. */
export interface DeviceDisconnected extends z.output<typeof deviceDisconnected.data> {}

/** Defines `command.acknowledged`. */
export const commandAcknowledged = defineEvent({
  type: 'command.acknowledged',
  title: 'Command acknowledged',
  description: 'A device answered a command of yours.',
  data: device.extend({
    commandId: vendorId.describe('The id that you gave the command.'),
    command: z.string().max(256).optional().describe('`setTargetTemperature`.'),
    isSuccess: z.boolean().describe('Whether the device did it.'),
    result: jsonValue.meta(pii('other')).optional().describe('What the device answered.'),
    failure: failure.optional(),
  }),
  example: {
    ...example,
    commandId: 'cmd-7',
    command: 'setTargetTemperature',
    isSuccess: false,
    result: { targetCelsius: 21 },
    failure: { code: 'OUT_OF_RANGE', message: 'The target is above the limit.' },
  },
});

/** Data of `command.acknowledged`: a device answered a command of yours. */
export interface CommandAcknowledged extends z.output<typeof commandAcknowledged.data> {}

/** All events of devices. */
export const deviceEvents: readonly EventDefinition[] = [
  telemetryReceived,
  deviceConnected,
  deviceDisconnected,
  commandAcknowledged,
];
