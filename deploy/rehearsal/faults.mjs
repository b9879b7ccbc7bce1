// What is done to the system while clients go on. Each does its harm, waits, and puts everything back.
import { pause } from './processes.mjs';

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
];
