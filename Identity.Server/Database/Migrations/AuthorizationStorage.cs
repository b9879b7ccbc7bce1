using Microsoft.EntityFrameworkCore.Migrations;

namespace Identity.Server.Database.Migrations;

/// <summary>What the migration of authorization needs beyond the model: what is good once, in partitions, and who hears of it.</summary>
internal static class AuthorizationStorage
{
    /// <summary>Partitioned by the day a code expires, so that old days are dropped whole.</summary>
    public static void CreateCodes(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE TABLE authorization_codes (
                hash bytea NOT NULL,
                expires_at timestamp with time zone NOT NULL,
                grant_id uuid NOT NULL,
                client_id text NOT NULL,
                user_id uuid NOT NULL,
                epoch integer NOT NULL,
                session_id uuid NULL,
                redirect_uri text NULL,
                code_challenge text NULL,
                scopes text[] NOT NULL,
                resources text[] NOT NULL,
                auth_time timestamp with time zone NOT NULL,
                context jsonb NOT NULL,
                created_at timestamp with time zone NOT NULL,
                redemption uuid NULL,
                CONSTRAINT pk_authorization_codes PRIMARY KEY (hash, expires_at)
            ) PARTITION BY RANGE (expires_at);
            """
        );

    /// <summary>Partitioned likewise.</summary>
    public static void CreateAssertionIds(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE TABLE assertion_ids (
                id uuid NOT NULL,
                expires_at timestamp with time zone NOT NULL,
                CONSTRAINT pk_assertion_ids PRIMARY KEY (id, expires_at)
            ) PARTITION BY RANGE (expires_at);
            """
        );

    /// <summary>The room of consents does not know the one of users; the database sees to it that the one goes with the other.</summary>
    public static void TieConsentsToUsers(MigrationBuilder migration) =>
        migration.Sql(
            """
            ALTER TABLE consents ADD CONSTRAINT fk_consents_users_user_id
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
            """
        );

    public static void NotifyOfChanges(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE TRIGGER notify_change AFTER INSERT ON logout_notices
            FOR EACH STATEMENT EXECUTE FUNCTION notify_change('identity_logout_notices');
            CREATE TRIGGER notify_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON encryption_keys
            FOR EACH STATEMENT EXECUTE FUNCTION notify_change('identity_encryption_keys');
            """
        );
}
