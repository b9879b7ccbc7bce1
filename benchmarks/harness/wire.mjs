// Stands between a server and PostgreSQL and counts round trips: each time a connection turns from answer to question.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export async function startWire(databasePort) {
  let roundTrips = 0;
  const server = createServer((client) => {
    const database = connect(databasePort, '127.0.0.1');
    let asking = false;
    client.on('data', (bytes) => {
      if (!asking) roundTrips += 1;
      asking = true;
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      asking = false;
      client.write(bytes);
    });
    for (const [one, other] of [
      [client, database],
      [database, client],
    ]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, count: () => roundTrips, stop: () => server.close() };
}
