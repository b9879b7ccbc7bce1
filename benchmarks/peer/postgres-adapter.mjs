// Keeps the peer's artefacts in one PostgreSQL table. Every statement is named, so that it is prepared once a connection.
import pg from 'pg';

export async function createSchema(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`
    CREATE TABLE IF NOT EXISTS oidc_payload (
      model text NOT NULL,
      id text NOT NULL,
      payload jsonb NOT NULL,
      grant_id text,
      uid text,
      user_code text,
      expires_at timestamptz,
      consumed_at timestamptz,
      PRIMARY KEY (id, model)
    );
    CREATE INDEX IF NOT EXISTS oidc_payload_grant ON oidc_payload (grant_id) WHERE grant_id IS NOT NULL;
    CREATE INDEX IF NOT EXISTS oidc_payload_uid ON oidc_payload (uid, model) WHERE uid IS NOT NULL;
    CREATE INDEX IF NOT EXISTS oidc_payload_user_code ON oidc_payload (user_code) WHERE user_code IS NOT NULL;`);
  await client.end();
}

export function postgresAdapter(connectionString, connections) {
  const pool = new pg.Pool({ connectionString, max: connections, min: connections, idleTimeoutMillis: 0 });
  const run = (name, text, values) => pool.query({ name, text, values });

  const found = ({ rows: [row] }) => {
    if (!row || (row.expires_at && row.expires_at.getTime() <= Date.now())) return undefined;
    if (row.consumed_at) row.payload.consumed = Math.floor(row.consumed_at.getTime() / 1000);
    return row.payload;
  };

  return class PostgresAdapter {
    constructor(model) {
      this.model = model;
    }

    async upsert(id, payload, expiresIn) {
      await run(
        'upsert',
        `INSERT INTO oidc_payload (model, id, payload, grant_id, uid, user_code, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 second')
         ON CONFLICT (id, model) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
           uid = excluded.uid, user_code = excluded.user_code, expires_at = excluded.expires_at`,
        [this.model, id, payload, payload.grantId, payload.uid, payload.userCode, expiresIn ?? null],
      );
    }

    async find(id) {
      return found(
        await run('find', 'SELECT payload, expires_at, consumed_at FROM oidc_payload WHERE id = $1 AND model = $2', [id, this.model]),
      );
    }

    async findByUid(uid) {
      return found(
        await run('find_uid', 'SELECT payload, expires_at, consumed_at FROM oidc_payload WHERE uid = $1 AND model = $2', [
          uid,
          this.model,
        ]),
      );
    }

    async findByUserCode(code) {
      return found(
        await run('find_code', 'SELECT payload, expires_at, consumed_at FROM oidc_payload WHERE user_code = $1 AND model = $2', [
          code,
          this.model,
        ]),
      );
    }

    async consume(id) {
      await run('consume', 'UPDATE oidc_payload SET consumed_at = now() WHERE id = $1 AND model = $2', [id, this.model]);
    }

    async destroy(id) {
      await run('destroy', 'DELETE FROM oidc_payload WHERE id = $1 AND model = $2', [id, this.model]);
    }

    async revokeByGrantId(grantId) {
      await run('revoke', 'DELETE FROM oidc_payload WHERE grant_id = $1', [grantId]);
    }
  };
}
