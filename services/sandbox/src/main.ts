import { readOptions } from './config.js';
import { startSandbox } from './start.js';

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
const options = readOptions(process.env);
if ('wrong' in options) {
  say(options.wrong);
  process.exit(2);
}
try {
  const sandbox = await startSandbox({ ...options, note: say });
  process.stdout.write(`${JSON.stringify({ listening: sandbox.port })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
} catch (error) {
  const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  say(busy ? `Port ${options.port} is in use; set SANDBOX_PORT to a free one.` : String(error));
  process.exit(1);
}
