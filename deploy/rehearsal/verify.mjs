// After each fault: is everything that was acknowledged still so?
import { pause, until } from './processes.mjs';

const sacrificed = 2;

export async function verify({ load, ledger, identity }) {
  const live = ledger.chains.filter(({ isOver }) => !isOver);
  for (const chain of live) chain.isHeld = true;
  await until('the last answers', () => live.every(({ isBusy }) => !isBusy), { within: 30_000 });
  try {
    await everyTokenWorksOnce(live, load, ledger);
    await spentTokensAreNoticed(live.filter(({ isOver, spent }) => !isOver && spent.length > 2).slice(0, sacrificed), load, ledger);
    await revokedTokensStayRevoked(load, ledger, identity);
  } finally {
    for (const chain of live) chain.isHeld = false;
  }
  ledger.chains = ledger.chains.filter(({ isOver }) => !isOver);
  ledger.revoked = ledger.revoked.slice(-60);
}

async function everyTokenWorksOnce(chains, load, ledger) {
  for (const chain of chains) {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      if (await load.refresh(chain)) break;
      if (attempt === 19) ledger.lost('a refresh token that was given out gets no answer any more');
      await pause(500);
    }
  }
}

// One older than the one before: it is refused, and so is everything that the family has.
async function spentTokensAreNoticed(chains, load, ledger) {
  const refused = (token) => load.token({ grant_type: 'refresh_token', refresh_token: token }, { kind: 'writes', expected: [400] });
  for (const chain of chains) {
    chain.isOver = true;
    if (!(await refused(chain.spent.at(-2)))) ledger.lost('a spent refresh token was not refused');
    if (!(await refused(chain.current))) ledger.lost('the theft of a refresh token went unnoticed');
  }
}

async function revokedTokensStayRevoked(load, ledger, { nodes }) {
  for (const { access, refresh } of ledger.revoked) {
    const { host, port } = nodes[Math.floor(Math.random() * nodes.length)];
    const answer = await load.introspect(access, `http://${host}:${port}`);
    if (!answer || answer.active) ledger.lost(`a revoked access token introspects as ${answer ? 'active' : 'nothing'}`);
    const again = await load.token({ grant_type: 'refresh_token', refresh_token: refresh }, { kind: 'writes', expected: [400] });
    if (!again) ledger.lost('a revoked refresh token is not refused');
  }
}
