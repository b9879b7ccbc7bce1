using Microsoft.EntityFrameworkCore.Migrations;

namespace Identity.Server.Database.Migrations;

/// <summary>What the migration of the audit needs beyond the model: its days, and that nobody rewrites it.</summary>
internal static class AuditTrailStorage
{
    /// <summary>Partitioned by day, so that old days are dropped whole; a row is never changed, nor deleted by itself.</summary>
    public static void CreateEvents(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE TABLE audit_events (
                id uuid NOT NULL,
                at timestamp with time zone NOT NULL,
                kind character varying(32) NOT NULL,
                actor text NULL,
                target text NULL,
                refusal text NULL,
                address inet NULL,
                correlation character varying(64) NULL,
                details jsonb NULL,
                CONSTRAINT pk_audit_events PRIMARY KEY (id, at)
            ) PARTITION BY RANGE (at);
            CREATE INDEX ix_audit_events_at_id ON audit_events (at, id);
            CREATE INDEX ix_audit_events_kind_at ON audit_events (kind, at);
            CREATE INDEX ix_audit_events_target_at ON audit_events (target, at);
            CREATE INDEX ix_audit_events_actor_at ON audit_events (actor, at) WHERE actor IS NOT NULL;
            CREATE INDEX ix_audit_events_correlation ON audit_events (correlation);
            CREATE INDEX ix_audit_events_refused ON audit_events (at, id) WHERE refusal IS NOT NULL;
            CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              RAISE EXCEPTION 'The table % is append-only.', TG_TABLE_NAME;
            END
            $$;
            CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_events
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
            """
        );

    public static void DropEvents(MigrationBuilder migration) =>
        migration.Sql("DROP TABLE audit_events; DROP FUNCTION refuse_change();");

    /// <summary>Rooms do not know of each other who has roles; the database sees to it that a role goes with whoever has it.</summary>
    public static void TieRoleMembers(MigrationBuilder migration) =>
        migration.Sql(
            """
            ALTER TABLE role_members
              ADD CONSTRAINT fk_role_members_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
              ADD CONSTRAINT fk_role_members_clients_client_id
                  FOREIGN KEY (client_id) REFERENCES clients (client_id) ON DELETE CASCADE,
              ADD CONSTRAINT ck_role_members_one CHECK (num_nonnulls(user_id, client_id) = 1);
            """
        );

    /// <summary>
    /// Any part of an address or a name is found among a million: an index of their groups of three letters. So are the few
    /// accounts with which something is the matter.
    /// </summary>
    /// <remarks>The extension comes with PostgreSQL, and the owner of a database may create it.</remarks>
    public static void IndexSearch(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
            CREATE INDEX ix_users_search ON users USING gin (canonical_email gin_trgm_ops, name gin_trgm_ops);
            CREATE INDEX ix_users_suspended ON users (created_at, id) WHERE suspended_at IS NOT NULL;
            CREATE INDEX ix_users_invited ON users (created_at, id) WHERE invited_at IS NOT NULL AND password_hash IS NULL;
            CREATE INDEX ix_users_unverified ON users (created_at, id) WHERE email_verified_at IS NULL;
            """
        );

    /// <summary>What those who run the server look for among all letters, sessions and grants.</summary>
    public static void IndexOversight(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE INDEX ix_letters_dead ON letters (id, created_at) WHERE dead_at IS NOT NULL;
            CREATE INDEX ix_letters_recipient ON letters (lower(recipient) text_pattern_ops);
            CREATE INDEX ix_session_clients_client_id ON session_clients (client_id, session_id);
            CREATE INDEX ix_refresh_families_client_id ON refresh_families (client_id, id);
            """
        );

    public static void DropOversight(MigrationBuilder migration) =>
        migration.Sql(
            "DROP INDEX ix_letters_dead, ix_letters_recipient, ix_session_clients_client_id, ix_refresh_families_client_id;"
        );

    public static void DropSearch(MigrationBuilder migration) =>
        migration.Sql("DROP INDEX ix_users_search, ix_users_suspended, ix_users_invited, ix_users_unverified;");
}
