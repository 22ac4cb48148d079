import { moneyFromDecimal } from '@touchline/core';
import { toPayPalAmount } from '../currencies.ts';
import { malformed, unprocessable } from './answers.ts';
import type { SandboxMoney, SandboxSettled } from './state.ts';

const withoutDecimals = new Set(['HUF', 'JPY', 'TWD']);

/** A field that must be an amount. */
export const moneyOf = (field: unknown, path: string): SandboxMoney => {
  const { currency_code, value } = (field ?? {}) as Partial<SandboxMoney>;
  if (typeof currency_code !== 'string' || typeof value !== 'string')
    throw malformed('MISSING_REQUIRED_PARAMETER', path);
  if (!/^\d+(\.\d+)?$/.test(value)) throw malformed('INVALID_PARAMETER_SYNTAX', path);
  if (withoutDecimals.has(currency_code) && value.includes('.'))
    throw unprocessable('DECIMALS_NOT_SUPPORTED', 'Currency does not support decimals.');
  return { currency_code, value };
};

/** An amount in minor units. */
export const minorOf = ({ currency_code, value }: SandboxMoney): number =>
  moneyFromDecimal(value, currency_code).amountMinor;

/** What several amounts are together, in minor units. */
export const sumOf = (parts: readonly SandboxSettled[]): number =>
  parts.reduce((sum, { amount }) => sum + minorOf(amount), 0);

/** An amount of minor units, in the currency of another. */
export const amountOf = (amountMinor: number, { currency_code }: SandboxMoney): SandboxMoney =>
  toPayPalAmount({ amountMinor, currency: currency_code });
