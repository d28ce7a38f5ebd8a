import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Check } from './health.js';
import { lookAt } from './health.js';
import type { Metrics } from './metrics.js';

/** What the health controller is given. */
export const vitalSigns = Symbol('vital signs');
export interface VitalSigns {
  readonly metrics: Metrics;
  /** What a new process would mend. */
  readonly live: readonly Check[];
  /** What it needs to do its work. */
  readonly ready: readonly Check[];
}

/** Live: this process turns. Ready: everything it needs answers. */
@Controller()
export class HealthController {
  constructor(@Inject(vitalSigns) private readonly signs: VitalSigns) {}

  @Get('health/live')
  live(@Res() reply: FastifyReply): Promise<void> {
    return tell(reply, this.signs.live);
  }

  @Get('health/ready')
  ready(@Res() reply: FastifyReply): Promise<void> {
    return tell(reply, this.signs.ready);
  }

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    const { registry } = this.signs.metrics;
    void reply.header('content-type', registry.contentType).send(await registry.metrics());
  }
}

async function tell(reply: FastifyReply, checks: readonly Check[]): Promise<void> {
  const health = await lookAt(checks);
  void reply.status(health.status === 'ok' ? 200 : 503).send(health);
}
