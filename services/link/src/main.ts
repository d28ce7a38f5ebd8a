import { runMain } from '@samsvar/service';
import { run } from './run.js';

runMain(() => run(process.env));
