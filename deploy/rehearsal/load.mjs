// What clients do all day: sign in, refresh, ask about tokens, revoke them. A client that is refused, or hears nothing, waits
// a moment and shows the same token again, as RFC 6749 leaves it no other choice.
import { form, send } from './http.mjs';
import { pause } from './processes.mjs';

const refusals = new Set([429, 503]);
// HAProxy's own words for a node that went away while it was asked.
const silences = new Set([502, 504]);

export class Load {
  #running = true;
  #workers = [];

  constructor(identity, ledger, { chains = 24, revokers = 2, askers = 4, machines = 3 } = {}) {
    this.identity = identity;
    this.ledger = ledger;
    const begin = (count, work) => {
      for (let at = 0; at < count; at += 1) this.#workers.push(this.#keep(work, at));
    };
    begin(chains, (at) => this.#chain(at));
    begin(machines, () => this.#machine());
    begin(askers, () => this.#ask());
    begin(revokers, (at) => this.#revoke(at));
  }

  async stop() {
    this.#running = false;
    await Promise.all(this.#workers);
  }

  async #keep(work, at) {
    while (this.#running) await work(at);
  }

  // One request, judged: the answer, or undefined where there was none to rely on.
  async post(place, fields, { kind, origin = this.identity.issuer, expected = [200] }) {
    const begun = performance.now();
    let answer;
    try {
      answer = await send(`${origin}${place}`, { method: 'POST', headers: this.identity.client.headers, body: form(fields) });
    } catch {
      this.ledger.unanswered();
      return undefined;
    }
    if (refusals.has(answer.status)) this.ledger.refused();
    else if (silences.has(answer.status)) this.ledger.unanswered();
    else if (expected.includes(answer.status)) {
      this.ledger.answered(kind, performance.now() - begun);
      return { status: answer.status, ...(answer.body ? JSON.parse(answer.body) : {}) };
    } else this.ledger.wrong(`${place} ${fields.grant_type ?? ''} answered ${answer.status}: ${answer.body.slice(0, 160)}`);
    return undefined;
  }

  token = (fields, options) => this.post('/connect/token', fields, options);

  // Tried until there is an answer.
  async persist(attempt) {
    for (;;) {
      const answer = await attempt();
      if (answer || !this.#running) return answer;
      await pause(250);
    }
  }

  signIn(at) {
    const username = this.identity.people[at % this.identity.people.length];
    return this.token(
      { grant_type: 'password', username, password: this.identity.password, scope: 'openid offline_access work' },
      { kind: 'writes' },
    );
  }

  async #chain(at) {
    const first = await this.persist(() => this.signIn(at));
    if (!first) return;
    const chain = { current: first.refresh_token, access: first.access_token, spent: [], uncertain: 0, isOver: false };
    this.ledger.chains.push(chain);
    while (this.#running && !chain.isOver) {
      await pause(200 + Math.random() * 100);
      // Whoever verifies what is here has it for itself.
      if (chain.isHeld) continue;
      await this.refresh(chain);
    }
  }

  async refresh(chain) {
    chain.isBusy = true;
    const presented = chain.current;
    const answer = await this.token(
      { grant_type: 'refresh_token', refresh_token: presented },
      { kind: 'writes', expected: [200, 400] },
    );
    chain.isBusy = false;
    if (!answer) {
      chain.uncertain += 1;
    } else if (answer.status === 200) {
      chain.spent.push(presented);
      chain.current = answer.refresh_token;
      chain.access = answer.access_token;
      chain.uncertain = 0;
    } else {
      chain.isOver = true;
      this.ledger.lost(`a refresh token that was given out is refused, after ${chain.uncertain} unanswered attempts: ${answer.error_description}`);
    }
    return answer;
  }

  async #machine() {
    await pause(120);
    await this.token({ grant_type: 'client_credentials', scope: 'work' }, { kind: 'bare' });
  }

  async #ask() {
    await pause(80);
    const { chains, revoked } = this.ledger;
    const settled = revoked.filter(({ at }) => performance.now() - at > 2000);
    if (settled.length > 0 && Math.random() < 0.3) {
      const one = settled[Math.floor(Math.random() * settled.length)];
      if ((await this.introspect(one.access))?.active) this.ledger.lost('a revoked access token introspects as active');
      return;
    }
    const live = chains.filter(({ isOver, isHeld }) => !isOver && !isHeld);
    if (live.length === 0) return;
    const chain = live[Math.floor(Math.random() * live.length)];
    const answer = await this.introspect(chain.access);
    if (answer && !answer.active && !chain.isOver && !chain.isHeld) this.ledger.wrong('a good access token introspects as inactive');
  }

  introspect = (token, origin) => this.post('/connect/introspect', { token }, { kind: 'reads', origin });

  async #revoke(at) {
    await pause(700);
    const granted = await this.signIn(at);
    if (!granted) return;
    const done = await this.persist(() =>
      this.post('/connect/revoke', { token: granted.refresh_token, token_type_hint: 'refresh_token' }, { kind: 'writes' }),
    );
    if (done) this.ledger.revoked.push({ access: granted.access_token, refresh: granted.refresh_token, at: performance.now() });
  }
}
