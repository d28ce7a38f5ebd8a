import type { System } from '@samsvar/contracts';

/** The systems as sentences for people name them, after their first word. */
export const systemNames: Readonly<Record<System, string>> = {
  powerofficego: 'PowerOffice Go',
  customhrm: 'the HRM',
};

/** The same at the beginning of a sentence. */
export const systemFirst = (system: System): string => systemNames[system].replace(/^the/, 'The');
