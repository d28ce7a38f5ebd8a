import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Check } from './health.js';
import { lookAt, Pulse } from './health.js';
import type { Metrics } from './metrics.js';

/** What the health controller is given. */
export const vitalSigns = Symbol('vital signs');
export interface VitalSigns {
  readonly metrics: Metrics;
  readonly checks: readonly Check[];
  /** False as soon as the service has been told to stop. */
  readonly serving: () => boolean;
}

/** Live: this process turns. Ready: everything it needs answers. */
@Controller()
export class HealthController {
  private readonly pulse = new Pulse();

  constructor(@Inject(vitalSigns) private readonly signs: VitalSigns) {}

  @Get('health/live')
  live(@Res() reply: FastifyReply): void {
    const beats = this.pulse.beats();
    void reply.status(beats ? 200 : 503).send({ status: beats ? 'ok' : 'stuck' });
  }

  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const stopping: Check = {
      name: 'serving',
      look: () => (this.signs.serving() ? undefined : 'the service is stopping'),
    };
    const health = await lookAt([stopping, ...this.signs.checks]);
    void reply.status(health.status === 'ok' ? 200 : 503).send(health);
  }

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    const { registry } = this.signs.metrics;
    void reply.header('content-type', registry.contentType).send(await registry.metrics());
  }
}
