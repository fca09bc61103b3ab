// Answers everything with the figures of one group, as CleverReach does. Prints its port once it listens.
import { createServer } from 'node:http';

const answer = JSON.stringify({
  total_count: 1234,
  inactive_count: 100,
  active_count: 1100,
  bounce_count: 34,
  avg_points: 0,
  quality: 3,
  time: 1_790_000_000,
  order_count: 0,
});
const server = createServer((request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(answer);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
