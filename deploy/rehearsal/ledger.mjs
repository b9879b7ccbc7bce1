// What the server has acknowledged, and when: whatever stands here must be so afterwards, whatever happened meanwhile.
export class Ledger {
  chains = [];
  revoked = [];
  notes = [];
  #window;

  begin() {
    this.#window = { begun: performance.now(), requests: 0, refused: 0, unanswered: 0, wrong: 0, lost: 0, writes: [], reads: [], bare: [], latest: [] };
  }

  end() {
    const { begun, writes, reads, bare, latest, ...counts } = this.#window;
    const now = performance.now();
    this.#window = undefined;
    latest.sort((a, b) => a - b);
    return {
      ...counts,
      seconds: (now - begun) / 1000,
      longestWriteGap: longestGap([begun, ...writes, now]),
      longestReadGap: longestGap([begun, ...reads, now]),
      longestBareGap: longestGap([begun, ...bare, now]),
      slowest: latest.at(-1) ?? 0,
    };
  }

  // `kind` is what it takes: a write to the database, a look at what is known of it, or a signature alone.
  answered(kind, took) {
    const window = this.#window;
    if (!window) return;
    window.requests += 1;
    window[kind].push(performance.now());
    window.latest.push(took);
  }

  #count(what) {
    if (!this.#window) return;
    this.#window.requests += 1;
    this.#window[what] += 1;
  }

  refused() {
    this.#count('refused');
  }

  unanswered() {
    this.#count('unanswered');
  }

  wrong(note) {
    this.#count('wrong');
    this.note(`wrong: ${note}`);
  }

  lost(note) {
    if (this.#window) this.#window.lost += 1;
    this.note(`LOST: ${note}`);
  }

  note(text) {
    this.notes.push(text);
    process.stdout.write(`    ${text}\n`);
  }
}

const longestGap = (times) => {
  let longest = 0;
  for (let at = 1; at < times.length; at += 1) longest = Math.max(longest, times[at] - times[at - 1]);
  return longest / 1000;
};
