import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { DeadLetters } from '@samsvar/bus';
import { By, type TopicId } from '@samsvar/contracts';
import { z } from 'zod';
import type { Desk } from '../commit.js';
import { allTopics, findDead, listDead, replayDead } from './dead.js';
import { keyOf } from './idempotency-key.js';
import { limitOf, type Parameters, refuseUnknown, textOf } from './parameters.js';
import { badBody, badParameter, notFound } from './problem.js';

/** What dead messages are looked at and replayed with. */
export const deadDesk = Symbol('dead desk');
export interface DeadDesk extends Desk {
  readonly letters: DeadLetters;
}

const Request = z.strictObject(By.shape);

/** What nobody could handle: listed with its reason, and replayed once the cause is mended. */
@Controller('api/v1/dead')
export class DeadController {
  constructor(@Inject(deadDesk) private readonly desk: DeadDesk) {}

  @Get()
  async list(@Query() parameters: Parameters) {
    refuseUnknown(parameters, ['tenant', 'topic', 'limit']);
    const topic = textOf(parameters, 'topic');
    const limit = limitOf(parameters, { usual: 50, most: 500 });
    if (topic !== undefined && !isTopic(topic)) throw badParameter('topic', `it is none of ${allTopics.join(', ')}`);
    const topics = topic === undefined ? allTopics : [topic];
    const query = { topics, tenant: textOf(parameters, 'tenant'), limit };
    return { items: await listDead(this.desk.database, this.desk.letters, query) };
  }

  @Get(':topic/:place')
  one(@Param('topic') topic: string, @Param('place') place: string) {
    return findDead(this.desk.database, this.desk.letters, topicOf(topic), placeOf(topic, place));
  }

  @Post(':topic/replay')
  @HttpCode(200)
  all(@Param('topic') topic: string, @Headers('idempotency-key') key: string | undefined, @Body() body: unknown) {
    return this.replay({ topic: topicOf(topic) }, key, body);
  }

  @Post(':topic/:place/replay')
  @HttpCode(200)
  replayOne(
    @Param('topic') topic: string,
    @Param('place') place: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
  ) {
    return this.replay({ topic: topicOf(topic), place: placeOf(topic, place) }, key, body);
  }

  private async replay(
    what: { readonly topic: TopicId; readonly place?: number },
    key: string | undefined,
    body: unknown,
  ) {
    const order = { id: keyOf(key), by: byOf(body), ...what };
    return { topic: what.topic, replayed: await replayDead(this.desk, this.desk.letters, order) };
  }
}

const isTopic = (name: string): name is TopicId => (allTopics as readonly string[]).includes(name);

function topicOf(name: string): TopicId {
  if (isTopic(name)) return name;
  throw notFound('topic', `There is no topic ${name}; there are ${allTopics.join(', ')}.`);
}

function placeOf(topic: string, place: string): number {
  if (/^\d{1,15}$/.test(place)) return Number(place);
  throw notFound('dead-message', `A dead message of ${topic} is named by its place, a whole number; the list has it.`);
}

function byOf(body: unknown): By {
  const { data, error } = Request.safeParse(body);
  if (data) return data;
  throw badBody(error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message })));
}
