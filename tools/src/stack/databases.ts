import { databaseUrlFor } from '@samsvar/persistence';

/**
 * The connection string of a service's own role, on the server of another connection string. Its password is its name:
 * this runs on a developer's loopback; deployments have secrets of their own.
 */
export const urlOfRole = (url: string, role: string): string => databaseUrlFor(url, role, role);
