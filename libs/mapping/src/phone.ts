import { parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * A phone number in E.164 (with its extension, where it has one), read as Norwegian when it names no country; undefined
 * when it is no valid number anywhere.
 */
export function e164(phone: string): string | undefined {
  const number = parsePhoneNumberFromString(phone, 'NO');
  if (!number?.isValid()) return undefined;
  return number.ext ? `${number.number};${number.ext}` : number.number;
}
