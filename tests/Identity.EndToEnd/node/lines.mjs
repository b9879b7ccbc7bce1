// One request a line on standard input, one answer a line on standard output: how the tests talk to these scripts.
import { createInterface } from 'node:readline';

export async function answer(handlers) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: name, ...request } = JSON.parse(line);
    let reply;
    try {
      reply = { ok: (await handlers[name](request)) ?? null };
    } catch (error) {
      reply = { error: error.code ?? error.name, message: error.message, oauth: error.error };
    }
    process.stdout.write(JSON.stringify(reply) + '\n');
  }
}
