// The rival: a Bolt app as Bolt's own documents set it up, with one listener that answers a constant, and no OAuth.
// Plain JavaScript, so that nothing but Node starts it. Prints its port once it listens.
import bolt from '@slack/bolt';

const [signingSecret] = process.argv.slice(2);
const app = new bolt.App({
  signingSecret,
  token: 'xoxb-bench',
  // Known beforehand, so that Slack is not asked for them.
  botId: 'B1',
  botUserId: 'U1',
});
app.command('/cleverreach', async ({ ack }) => ack('constant'));
const server = await app.start({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${server.address().port}\n`);
