const said = 'loaded @opentelemetry/';

/** Run before a program by Node itself; it names each package of OpenTelemetry that any module of it is loaded from. */
const hook = `import { registerHooks } from 'node:module';
const known = new Set();
registerHooks({
  load(url, context, next) {
    const name = /node_modules\\/@opentelemetry\\/([^/]+)/.exec(url)?.[1];
    if (name && !known.has(name)) process.stderr.write('${said}' + name + '\\n');
    known.add(name);
    return next(url, context);
  },
});`;

/** Variables with which a program of ours says on standard error what it loads of OpenTelemetry. */
export const sayingWhatIsLoaded = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };

/** The packages of OpenTelemetry that a program said it has loaded. */
export const loadedIn = (words: string): ReadonlySet<string> =>
  new Set([...words.matchAll(new RegExp(`${said}(\\S+)`, 'g'))].map(([, name]) => name!));
