/**
 * What released readers would refuse and is told all the same, with why that harms nobody. By version, message and
 * path; what is not needed any more is taken out with the version.
 */
export const knownWidenings: Readonly<Record<string, string>> = {};
