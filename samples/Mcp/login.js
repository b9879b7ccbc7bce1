// How this client gets its tokens: it registers itself once, and the person lets it in with their own browser.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';

const folder = '/callback';

/** The SDK's OAuthClientProvider; what was registered and issued is kept in a file that only its owner can read. */
export class Login {
  #file;
  #kept;
  #listener = createServer();
  #state;
  #verifier;

  constructor(file) {
    this.#file = file;
    try {
      this.#kept = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      this.#kept = {};
    }
  }

  // RFC 8252 §7.3: the port is whichever is free. One that was registered may differ in its port.
  listen = () => new Promise((resolve) => this.#listener.listen(0, '127.0.0.1', resolve));
  close = () => this.#listener.close();

  get redirectUrl() {
    return `http://127.0.0.1:${this.#listener.address().port}${folder}`;
  }

  get clientMetadata() {
    return {
      client_name: 'Memory client',
      application_type: 'native',
      redirect_uris: [`http://127.0.0.1${folder}`],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
  }

  state = () => (this.#state = randomBytes(16).toString('base64url'));
  clientInformation = () => this.#kept.client;
  saveClientInformation = (client) => this.#keep({ client });
  tokens = () => this.#kept.tokens;
  saveTokens = (tokens) => this.#keep({ tokens });
  saveCodeVerifier = (verifier) => (this.#verifier = verifier);
  codeVerifier = () => this.#verifier;
  // One round trip asks where to go, another brings the code: the same answers must hold for both.
  saveDiscoveryState = (found) => (this.found = found);
  discoveryState = () => this.found;
  redirectToAuthorization = (url) => console.log(`Open this address to let the client in:\n  ${url}`);

  invalidateCredentials(which) {
    if (which === 'all' || which === 'client') delete this.#kept.client;
    if (which === 'all' || which === 'tokens') delete this.#kept.tokens;
    this.#keep({});
  }

  /** Waits for the browser to come back, and gives the code that it brings. */
  code() {
    return new Promise((resolve, reject) => {
      this.#listener.on('request', (request, response) => {
        const url = new URL(request.url, this.redirectUrl);
        if (url.pathname !== folder) return response.writeHead(404).end();
        const answer = Object.fromEntries(url.searchParams);
        const problem = this.#problemOf(answer);
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', Connection: 'close' });
        response.end(`<!doctype html><title>Memory</title><h1>${problem ? 'That did not work' : 'You can close this page'}</h1>`);
        if (problem) reject(new Error(problem));
        else resolve(answer.code);
      });
    });
  }

  // RFC 9207 §2.4: an answer that another server sent is none, whatever it says.
  #problemOf({ state, iss, code, error, error_description: why }) {
    if (state !== this.#state) return 'The answer belongs to another question.';
    if (iss !== this.found?.authorizationServerMetadata?.issuer) return 'The answer is of another server.';
    if (error) return `${error}: ${why ?? ''}`;
    return code ? undefined : 'The answer brings no code.';
  }

  #keep(more) {
    Object.assign(this.#kept, more);
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(this.#kept), { mode: 0o600 });
  }
}
