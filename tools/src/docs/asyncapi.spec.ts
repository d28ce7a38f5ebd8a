import { Envelope, messageName, talkers, type TopicId, topics } from '@samsvar/contracts';
import { Parser } from '@asyncapi/parser';
import { describe, expect, test } from 'vitest';
import { sources } from '../tidy/sources.js';
import { asyncApi, asyncApiPage } from './asyncapi.js';
import { examples } from './examples.js';

const said = async (text: string) => {
  const { document, diagnostics } = await new Parser().parse(text);
  return { document, errors: diagnostics.filter(({ severity }) => severity === 0).map(({ message }) => message) };
};

describe('the AsyncAPI document', () => {
  test('is valid by the parser of its makers, and names every topic with its dead one', async () => {
    const { document, errors } = await said(asyncApiPage().content);
    expect(errors).toEqual([]);
    const addresses = document!.allChannels().map((channel) => channel.address());
    const names = Object.values(topics).flatMap(({ name }) => [name, `${name}.dead`]);
    expect(new Set(addresses)).toEqual(new Set(names));
  }, 60_000);

  test('would not pass with a message that is nowhere', async () => {
    const whole = asyncApi() as { channels: Record<string, { address: string }> };
    const part = { ...whole, operations: {}, channels: { links: whole.channels['links'] } };
    const text = JSON.stringify(part).replace('#/components/messages/link-told', '#/components/messages/nowhere');
    expect((await said(text)).errors).not.toEqual([]);
  }, 60_000);

  test('shows messages as they are told', () => {
    const { components } = asyncApi() as {
      components: { messages: Record<string, { examples?: { payload: unknown }[] }> };
    };
    const shown = Object.values(components.messages).flatMap(({ examples: some = [] }) => some);
    expect(shown).toHaveLength(Object.keys(examples).length);
    for (const { payload } of shown) {
      const { type, data } = Envelope.parse(payload);
      const schema = [...Object.values(topics)].flatMap(({ messages }) => Object.entries(messages));
      const [, told] = schema.find(([name]) => name === messageName(type))!;
      expect(told.parse(data)).toEqual(data);
    }
  });

  test('says of each service what its controllers hear', () => {
    const hears = (service: string) =>
      new Set(
        sources([`services/${service}/src`])
          .filter(({ path }) => path.endsWith('.controller.ts'))
          .flatMap(({ text }) => [...text.matchAll(/@HearsTopics\(([^)]*)\)/g)])
          .flatMap(([, listed]) => [...listed!.matchAll(/'([^']+)'/g)].map(([, id]) => id as TopicId)),
      );
    for (const service of ['mapping', 'link'])
      expect(hears(service), service).toEqual(
        new Set(Object.keys(talkers.find((one) => one.service === service)!.hears)),
      );
  });

  test('has every topic told by somebody, and heard by somebody or meant for others', () => {
    const told = new Set(talkers.flatMap(({ tells }) => tells));
    const heard = new Set([...talkers.flatMap(({ hears }) => Object.keys(hears)), 'links', 'operator']);
    expect(told).toEqual(new Set(Object.keys(topics)));
    expect(heard).toEqual(new Set(Object.keys(topics)));
  });
});
