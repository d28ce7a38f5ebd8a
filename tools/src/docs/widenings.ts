const ownReasons =
  'founder-missing, also-fits and creates-off are reasons that link alone gives, in link-told, which no service of ' +
  '0.1.0 reads; the other messages share the list and never carry them';

const atPaths = (paths: readonly string[], why: string) =>
  Object.fromEntries(paths.map((path) => [`0.1.0 ${path}`, why]));

/**
 * What released readers would refuse and is told all the same, with why that harms nobody. By version, message and
 * path; what is not needed any more is taken out with the version.
 */
export const knownWidenings: Readonly<Record<string, string>> = atPaths(
  [
    'canonical-record-seen.asDepartment.problem[].code',
    'canonical-record-seen.problem[].code',
    'canonical-write-answered.asDepartment.problem[].code',
    'canonical-write-answered.problem[].code',
    'canonical-write-answered.refusals[].code',
    'link-told.events[].reasons[].code',
    'native-record-seen.problem[].code',
    'native-write-answered.problem[].code',
    'native-write-answered.refusals[].code',
  ],
  ownReasons,
);
