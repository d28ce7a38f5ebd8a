import type { LoggerService } from '@nestjs/common';
import { type LoggerOptions, pino } from 'pino';
import { Repeats } from './repeats.js';

/** Where a service says what happens to it: ids, counts and field names, never values (Inv 10). */
export interface Log {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** JSON lines, on standard output unless told otherwise. Also what the bus and the database report to. */
export function createLog(service: string, level: string, to?: { write(line: string): void }): Log {
  const settings: LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  const log = to ? pino(settings, to) : pino(settings);
  const repeats = new Repeats();
  return {
    debug: (message, fields = {}) => log.debug(fields, message),
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => {
      // Counts and times differ from one repeat to the next; what is named does not.
      const named = Object.values(fields).filter((value) => typeof value === 'string');
      const times = repeats.times([message, ...named].join(' '));
      if (times > 0) log.warn({ ...fields, ...(times > 1 && { times }) }, message);
    },
    error: (message, fields = {}) => log.error(fields, message),
  };
}

/** What Nest has to say, in our log; its start-up chatter only where everything is wanted. */
export const nestLogger = (log: Log): LoggerService => ({
  log: (message: unknown) => log.debug(String(message)),
  verbose: (message: unknown) => log.debug(String(message)),
  debug: (message: unknown) => log.debug(String(message)),
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown) => log.error(String(message)),
  fatal: (message: unknown) => log.error(String(message)),
});
