using Microsoft.EntityFrameworkCore.Migrations;

namespace Identity.Server.Database.Migrations;

/// <summary>What the first migration needs beyond the model: partitions, storage parameters, triggers, the scheduler's tables.</summary>
internal static class InitialStorage
{
    private const string SchedulerPrefix = "quartz_";
    private const string SchedulerScript = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";

    /// <summary>Partitioned by the day an entry expires, so that a day is dropped whole and nothing is ever vacuumed.</summary>
    public static void CreateDenyList(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE TABLE deny_list (
                id uuid NOT NULL,
                expires_at timestamp with time zone NOT NULL,
                issued_before timestamp with time zone NOT NULL,
                CONSTRAINT pk_deny_list PRIMARY KEY (id, expires_at)
            ) PARTITION BY RANGE (expires_at);
            """
        );

    /// <summary>Room in each page for the next version of a row, so that a rotation stays within its page.</summary>
    public static void TuneRefreshFamilies(MigrationBuilder migration) =>
        migration.Sql(
            """
            ALTER TABLE refresh_families SET (fillfactor = 70);
            ALTER TABLE refresh_families
              ADD CONSTRAINT fk_refresh_families_users_subject FOREIGN KEY (subject) REFERENCES users (id) ON DELETE CASCADE;
            """
        );

    /// <summary>
    /// Triggers tell every node of a change, whoever made it and however. The small catalogs are read again; an entry of
    /// the deny list is told whole: id, issued before, expires at, in milliseconds.
    /// </summary>
    public static void NotifyOfChanges(MigrationBuilder migration)
    {
        migration.Sql(
            """
            CREATE FUNCTION notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_notify(TG_ARGV[0], '');
              RETURN NULL;
            END $$;

            CREATE FUNCTION notify_denied() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_notify('identity_deny_list', concat_ws(' ', NEW.id,
                floor(extract(epoch FROM NEW.issued_before) * 1000)::bigint, ceil(extract(epoch FROM NEW.expires_at) * 1000)::bigint));
              RETURN NULL;
            END $$;

            CREATE TRIGGER notify_denied AFTER INSERT ON deny_list FOR EACH ROW EXECUTE FUNCTION notify_denied();
            """
        );
        foreach (var (table, channel) in new[]
        {
            ("clients", "identity_clients"),
            ("client_secrets", "identity_clients"),
            ("apis", "identity_apis"),
            ("api_secrets", "identity_apis"),
            ("scopes", "identity_apis"),
            ("signing_keys", "identity_signing_keys"),
        })
        {
            migration.Sql(
                $"""
                CREATE TRIGGER notify_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION notify_change('{channel}');
                """
            );
        }
    }

    /// <summary>The scheduler's own tables, from the script that it brings along for this.</summary>
    public static void CreateScheduler(MigrationBuilder migration)
    {
        using var script =
            typeof(Quartz.IJob).Assembly.GetManifestResourceStream(SchedulerScript)
            ?? throw new InvalidOperationException($"The scheduler's package has no {SchedulerScript}.");
        using var reader = new StreamReader(script);
        foreach (var statement in reader.ReadToEnd().Split("\n--;;\n"))
        {
            var sql = statement
                .Replace("{0}", SchedulerPrefix, StringComparison.Ordinal)
                .Replace("{1}", SchedulerPrefix, StringComparison.Ordinal);
            if (sql.Split('\n').Any(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal))) migration.Sql(sql);
        }
    }

    public static void DropScheduler(MigrationBuilder migration) =>
        migration.Sql(
            """
            DO $$ DECLARE name text; BEGIN
              FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'quartz\_%' LOOP
                EXECUTE format('DROP TABLE %I CASCADE', name);
              END LOOP;
              DROP FUNCTION IF EXISTS notify_change() CASCADE;
              DROP FUNCTION IF EXISTS notify_denied() CASCADE;
            END $$;
            """
        );
}
