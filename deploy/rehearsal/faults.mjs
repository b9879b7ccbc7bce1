// What is done to the system while clients go on. Each does its harm, waits, and puts everything back.
import { mailIsAwayForAnHour } from './letters.mjs';
import { pause } from './processes.mjs';
import { backToAMoment } from './recovery.mjs';

const minute = Number(process.env.REHEARSAL_AWAY ?? 60) * 1000;

export const faults = [
  { id: 'none', title: 'nothing, for comparison', work: () => pause(10_000) },
  {
    id: 'node',
    title: '`kill -9` of one of two nodes',
    async work({ identity: { nodes: [node] } }) {
      await node.kill();
      await pause(10_000);
      node.start();
      await node.isReady();
    },
  },
  {
    id: 'drain',
    title: 'one node after the other stopped and started',
    async work({ identity: { nodes } }) {
      for (const node of nodes) {
        await node.stop();
        node.start();
        await node.isReady();
        // As the balancer sees it.
        await pause(3000);
      }
    },
  },
  {
    id: 'crash',
    title: "`kill -9` of the primary's PostgreSQL",
    async work({ database }) {
      (await database.primary()).crash();
      await pause(2000);
      await database.primary();
      await database.isSynchronous();
    },
  },
  {
    id: 'failover',
    title: "the primary's machine lost",
    async work({ database }) {
      const lost = await database.primary();
      await lost.lose();
      await pause(2000);
      await database.primary();
      await pause(10_000);
      lost.start();
      await database.isSynchronous();
    },
  },
  {
    id: 'silent',
    title: "the standby silent for 15 s, then the primary's machine lost",
    async work({ database }) {
      const lost = await database.primary();
      const standby = database.members.find((member) => member !== lost);
      const wake = standby.freeze();
      try {
        await pause(15_000);
        await lost.lose();
      } finally {
        // It comes back with what it had written down, and without what lay in its network.
        standby.crash();
        wake();
      }
      await pause(2000);
      await database.primary();
      await pause(3000);
      lost.start();
      await database.isSynchronous();
    },
  },
  {
    id: 'pooler',
    title: '`kill -9` of PgBouncer, back after 2 s',
    async work({ database: { pooler } }) {
      await pooler.kill();
      await pause(2000);
      pooler.start();
    },
  },
  {
    id: 'away',
    title: `database away for ${minute / 1000} s, connections refused`,
    async work({ database: { pooler, direct } }) {
      await Promise.all([pooler.kill(), direct.kill()]);
      await pause(minute);
      direct.start();
      pooler.start();
    },
  },
  {
    id: 'frozen',
    title: `database frozen for ${minute / 1000} s, connections open`,
    async work({ database }) {
      const thaw = await database.freeze();
      try {
        await pause(minute);
      } finally {
        thaw();
      }
    },
  },
  {
    id: 'partition',
    title: `one node cut off from the database for ${minute / 1000} s`,
    needs: ({ cables }) => (cables ? undefined : 'a network of its own needs root and `ip netns`'),
    async work({ cables }) {
      cables.cut();
      try {
        await pause(minute);
      } finally {
        cables.mend();
      }
    },
  },
  {
    id: 'log',
    title: 'no room for the log of one node',
    async work({ identity: { nodes: [node] } }) {
      await node.stop();
      // Every request says something, and nothing that is said can be written.
      node.start({ log: '/dev/full', env: { Logging__LogLevel__Default: 'Information' } });
      await node.isReady();
      await pause(15_000);
      if (!node.isRunning()) throw new Error('the node has ended');
      await node.stop();
      node.start();
      await node.isReady();
    },
  },
  {
    id: 'clock',
    title: "one node's clock 10 min ahead, then 10 min behind",
    needs: ({ clock }) => (clock ? undefined : 'libfaketime is not installed'),
    async work({ identity: { nodes }, clock }) {
      const node = nodes[1];
      clock.set(0);
      await node.stop();
      node.start({ env: clock.env });
      await node.isReady();
      await pause(5000);
      for (const seconds of [600, -600]) {
        clock.set(seconds);
        await pause(20_000);
        clock.set(0);
        await pause(5000);
      }
      await node.stop();
      node.start();
      await node.isReady();
    },
  },
  {
    id: 'mail',
    title: 'the mail server away for an hour',
    needs: ({ clock }) => (clock ? undefined : 'libfaketime is not installed'),
    work: mailIsAwayForAnHour,
  },
  { id: 'recovery', title: 'back to a moment, beside the running system', work: backToAMoment },
];
