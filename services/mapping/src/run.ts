import { topicsOf } from '@samsvar/contracts';
import { readConfig, runService } from '@samsvar/service';
import { Settings } from './config.js';
import { TranslateController, translating } from './translate.controller.js';

/** Runs the mapping service. */
export function run(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readConfig(Settings, env);
  return runService({
    name: 'mapping',
    portVariable: 'MAPPING_PORT',
    settings,
    topics: topicsOf('mapping'),
    assemble: ({ bus, metrics }) => {
      const messages = metrics.counter('messages_mapped_total', 'messages by what became of them', ['type', 'outcome']);
      const count = (type: string, outcome: string, times: number) => messages.inc({ type, outcome }, times);
      return Promise.resolve({
        controllers: [TranslateController],
        providers: [{ provide: translating, useValue: { publisher: bus, count, beat: metrics.heartbeat() } }],
        listens: [{ group: 'mapping' }],
      });
    },
  });
}
