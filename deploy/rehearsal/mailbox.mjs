// A mail server that takes every letter, and can be away.
import { once } from 'node:events';
import { createServer } from 'node:net';

export class MailServer {
  // How often each Message-ID has been taken.
  taken = new Map();
  attempts = 0;

  constructor(port) {
    this.port = port;
  }

  async open() {
    this.server = createServer((socket) => this.#talk(socket)).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close() {
    this.server.close();
    await once(this.server, 'close');
  }

  #talk(socket) {
    let [text, letter] = ['', undefined];
    const say = (line) => socket.write(`${line}\r\n`);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (letter !== undefined && line === '.') {
          this.#take(letter);
          letter = undefined;
          say('250 taken');
        } else if (letter !== undefined) letter += `${line}\n`;
        else if (/^DATA/i.test(line)) {
          letter = '';
          say('354 go on');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else say('250 well');
      }
    });
    say('220 rehearsal');
  }

  #take(letter) {
    const id = /^Message-ID:\s*(\S+)/im.exec(letter)?.[1] ?? 'none';
    this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
  }
}
