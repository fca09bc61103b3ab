import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuidance, type Guide } from './guide.ts';
import { startTestApp, type TestApp } from './test-app.ts';

const words = { de: 'Ansehen', en: 'Look' };
const steps = [
  { id: 'look', title: words, text: words },
  { id: 'press', title: words, text: words, link: 'http://127.0.0.1:1/' },
];

describe('the guide', () => {
  it('announces a step that is done, once, and keeps the order of the list', () => {
    const heard: Guide[] = [];
    const guidance = createGuidance(steps, {
      emit: (change) => {
        if (change.type === 'guide_changed') heard.push(change.guide);
      },
      onChange: () => () => {},
      waitFor: () => Promise.reject(new Error('not part of this')),
    });
    guidance.tick('press');
    guidance.tick('press');
    guidance.tick('look');
    expect(heard.map(({ done }) => done)).toEqual([['press'], ['look', 'press']]);
    expect(guidance.guide()).toEqual({ steps, done: ['look', 'press'] });
  });

  it('refuses a step that is not in the list', () => {
    expect(() => createGuidance(steps, { ...noFeed }).tick('jump')).toThrow('no step "jump"');
  });
});

const noFeed = { emit: () => {}, onChange: () => () => {}, waitFor: () => Promise.reject(new Error('unused')) };

describe('a direct message between two people', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.close());

  it('is one and the same for both, and nobody else sees it', () => {
    const { slack } = app;
    const said = slack.say('anna', '@ben', 'Hast du kurz Zeit?');
    expect(slack.messagesFor('ben', '@anna').map(({ text }) => text)).toEqual(['Hast du kurz Zeit?']);
    expect(() => slack.messagesFor('gabi', said.channel)).toThrow('not in the channel');
  });

  it('is no business of the app, but commands can be typed in it', async () => {
    app.on('command', () => 'Hello');
    const { message } = await app.slack.command('anna', '@ben', '/cleverreach');
    expect(app.last('command').body).toMatchObject({ channel_name: 'directmessage', user_name: 'anna' });
    expect(message).toMatchObject({ text: 'Hello', ephemeralFor: 'U07ANNA0001' });
    const answer = await app.api('chat.postMessage', { channel: message?.channel, text: 'Hi' });
    expect(answer).toMatchObject({ ok: false, error: 'channel_not_found' });
  });

  it('is not the direct message with the app', () => {
    const { slack } = app;
    const between = slack.say('anna', '@ben', 'x').channel;
    expect(slack.say('anna', '@app', 'y').channel).not.toBe(between);
    expect(slack.say('anna', '@app', 'z').channel).toBe(slack.say('anna', '@app', 'y').channel);
  });

  it.each(['@nobody', '@anna'])('cannot be had with %s by anna', (ref) => {
    expect(() => app.slack.messagesFor('anna', ref)).toThrow('nobody');
  });
});
