// A network of its own for the second node: one cable to those who ask it, another to its database, so that either can be cut.
// Only root can lay them; without, both nodes stand on loopback and the partition is left out, which is said.
import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

export function layCables() {
  if (userInfo().uid !== 0) return undefined;
  const name = `identity-${process.pid}`;
  const third = 1 + (process.pid % 250);
  const cables = ['ask', 'db'].map((purpose, at) => ({
    outer: `${purpose}-o-${process.pid}`,
    inner: `${purpose}-i-${process.pid}`,
    host: `10.${203 + at}.${third}.1`,
    node: `10.${203 + at}.${third}.2`,
  }));
  try {
    ip('netns', 'add', name);
  } catch (error) {
    process.stderr.write(`No network of its own for the second node: ${error.message}\n`);
    return undefined;
  }
  const remove = () => {
    // The cables go with it.
    try {
      ip('netns', 'del', name);
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
    }
  };
  try {
    ip('-n', name, 'link', 'set', 'lo', 'up');
    for (const { outer, inner, host, node } of cables) {
      ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name);
      ip('addr', 'add', `${host}/30`, 'dev', outer);
      ip('link', 'set', outer, 'up');
      ip('-n', name, 'addr', 'add', `${node}/30`, 'dev', inner);
      ip('-n', name, 'link', 'set', inner, 'up');
    }
  } catch (error) {
    remove();
    throw error;
  }
  const [ask, database] = cables;
  return {
    name,
    askedAt: ask.node,
    databaseAt: database.host,
    cut: () => ip('link', 'set', database.outer, 'down'),
    mend: () => ip('link', 'set', database.outer, 'up'),
    remove,
  };
}
