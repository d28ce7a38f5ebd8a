import { readOptions } from './config.js';
import { startSandbox } from './start.js';

const options = readOptions(process.env);
if ('wrong' in options) {
  console.error(options.wrong);
  process.exit(2);
}
try {
  const sandbox = await startSandbox({ ...options, note: (sentence) => console.error(sentence) });
  console.log(JSON.stringify({ listening: sandbox.port }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
} catch (error) {
  const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  console.error(busy ? `Port ${options.port} is in use; set SANDBOX_PORT to a free one.` : String(error));
  process.exit(1);
}
