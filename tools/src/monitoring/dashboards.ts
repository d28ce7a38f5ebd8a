import { connector } from './connector-dashboard.js';
import { engine } from './engine-dashboard.js';
import { flow } from './flow-dashboard.js';
import { overview } from './overview-dashboard.js';
import type { Dashboard } from './panel.js';

export const dashboards: readonly Dashboard[] = [overview, flow, connector, engine];
