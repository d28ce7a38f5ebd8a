import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { DeadLetters } from '@samsvar/bus';
import { By, type TopicId } from '@samsvar/contracts';
import { z } from 'zod';
import type { Desk } from '../commit.js';
import { allTopics, findDead, listDead, settleDead } from './dead.js';
import type { Deed } from './dead-settled.js';
import { keyOf } from './idempotency-key.js';
import { limitOf, type Parameters, refuseUnknown, textOf } from './parameters.js';
import { badBody, badParameter, notFound } from './problem.js';

/** What dead messages are looked at and replayed with. */
export const deadDesk = Symbol('dead desk');
export interface DeadDesk extends Desk {
  readonly letters: DeadLetters;
}

const Request = z.strictObject(By.shape);

/** What nobody could handle: listed with its reason, then replayed once the cause is mended, or discarded. */
@Controller('api/v1/dead')
export class DeadController {
  constructor(@Inject(deadDesk) private readonly desk: DeadDesk) {}

  @Get()
  list(@Query() parameters: Parameters) {
    refuseUnknown(parameters, ['tenant', 'topic', 'from', 'limit']);
    const topic = textOf(parameters, 'topic');
    const limit = limitOf(parameters, { usual: 50, most: 500 });
    if (topic !== undefined && !isTopic(topic)) throw badParameter('topic', `it is none of ${allTopics.join(', ')}`);
    const topics = topic === undefined ? allTopics : [topic];
    const query = { topics, tenant: textOf(parameters, 'tenant'), from: fromOf(parameters), limit };
    return listDead(this.desk.database, this.desk.letters, query);
  }

  @Get(':topic/:place')
  one(@Param('topic') topic: string, @Param('place') place: string) {
    return findDead(this.desk.database, this.desk.letters, topicOf(topic), placeOf(topic, place));
  }

  @Post([':topic/:deed', ':topic/:place/:deed'])
  @HttpCode(200)
  async settle(
    @Param() at: Address,
    @Query() parameters: Parameters,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
  ) {
    refuseNarrowing(parameters);
    const { deed, ...aim } = aimOf(at);
    const places = await settleDead(this.desk, this.desk.letters, { deed, id: keyOf(key), by: byOf(body), ...aim });
    return { topic: aim.topic, [pastOf[deed]]: places };
  }
}

const pastOf: Readonly<Record<Deed, string>> = { replay: 'replayed', discard: 'discarded' };

/** What an order is and what it is about, in its address: a topic, or one place on it. */
interface Address {
  readonly deed: string;
  readonly topic: string;
  readonly place?: string;
}

const aimOf = ({ deed, topic, place }: Address) => ({
  deed: deedOf(deed),
  topic: topicOf(topic),
  ...(place !== undefined && { place: placeOf(topic, place) }),
});

function deedOf(name: string): Deed {
  if (name === 'replay' || name === 'discard') return name;
  throw notFound('deed', `A dead message can be settled by replay or by discard, not by ${name}.`);
}

const isTopic = (name: string): name is TopicId => (allTopics as readonly string[]).includes(name);

function topicOf(name: string): TopicId {
  if (isTopic(name)) return name;
  throw notFound('topic', `There is no topic ${name}; there are ${allTopics.join(', ')}.`);
}

/** An order that passed a parameter over in silence would take more than was meant. */
function refuseNarrowing(parameters: Parameters): void {
  const [name] = Object.keys(parameters);
  if (name === undefined) return;
  throw badParameter(name, 'an order takes all of a topic, or the one place that the address names; leave it out');
}

/** A place is a number of one topic alone. */
function fromOf(parameters: Parameters): number | undefined {
  const text = textOf(parameters, 'from');
  if (text === undefined) return undefined;
  if (textOf(parameters, 'topic') === undefined) throw badParameter('from', 'places are of one topic; name it');
  if (isPlace(text)) return Number(text);
  throw badParameter('from', 'it is not a place, a whole number; leave it out to begin at the oldest that is open');
}

const isPlace = (text: string): boolean => /^\d{1,15}$/.test(text);

function placeOf(topic: string, place: string): number {
  if (isPlace(place)) return Number(place);
  throw notFound('dead-message', `A dead message of ${topic} is named by its place, a whole number; the list has it.`);
}

function byOf(body: unknown): By {
  const { data, error } = Request.safeParse(body);
  if (data) return data;
  throw badBody(error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message })));
}
