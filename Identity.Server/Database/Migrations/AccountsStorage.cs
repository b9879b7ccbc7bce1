using Microsoft.EntityFrameworkCore.Migrations;

namespace Identity.Server.Database.Migrations;

/// <summary>What the migration of accounts needs beyond the model: the outbox in partitions, and who hears of changes.</summary>
internal static class AccountsStorage
{
    /// <summary>Partitioned by the day a letter was put into the outbox, so that old days are dropped whole.</summary>
    public static void CreateLetters(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE TABLE letters (
                id uuid NOT NULL,
                created_at timestamp with time zone NOT NULL,
                kind character varying(32) NOT NULL,
                recipient character varying(254) NOT NULL,
                about jsonb NOT NULL,
                attempts integer NOT NULL DEFAULT 0,
                next_attempt_at timestamp with time zone NOT NULL,
                delivered_at timestamp with time zone NULL,
                dead_at timestamp with time zone NULL,
                last_error character varying(500) NULL,
                CONSTRAINT pk_letters PRIMARY KEY (id, created_at)
            ) PARTITION BY RANGE (created_at);
            CREATE INDEX ix_letters_next_attempt_at ON letters (next_attempt_at) WHERE delivered_at IS NULL AND dead_at IS NULL;
            """
        );

    public static void NotifyOfChanges(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE TRIGGER notify_change AFTER INSERT ON letters
            FOR EACH STATEMENT EXECUTE FUNCTION notify_change('identity_letters');
            CREATE TRIGGER notify_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON account_profiles
            FOR EACH STATEMENT EXECUTE FUNCTION notify_change('identity_account_profiles');
            """
        );

    /// <summary>The scheduler's two locks. It would insert them itself, and of two nodes that start together one would fail.</summary>
    public static void CreateSchedulerLocks(MigrationBuilder migration) =>
        migration.Sql(
            """
            INSERT INTO quartz_locks (sched_name, lock_name)
            VALUES ('identity', 'TRIGGER_ACCESS'), ('identity', 'STATE_ACCESS') ON CONFLICT DO NOTHING;
            """
        );
}
