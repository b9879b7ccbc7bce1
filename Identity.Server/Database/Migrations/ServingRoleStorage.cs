using Microsoft.EntityFrameworkCore.Migrations;

namespace Identity.Server.Database.Migrations;

/// <summary>Lets the serving role keep the days of our tables without the right to alter any.</summary>
internal static class ServingRoleStorage
{
    /// <summary>
    /// Works with the rights of whoever migrates, on tables of theirs that are partitioned by day, and does nothing else. A
    /// role that could not alter them drops no day that is not past, whatever its own clock says.
    /// </summary>
    public static void CreateDayKeeping(MigrationBuilder migration) =>
        migration.Sql(
            """
            CREATE FUNCTION keep_days(parent regclass, oldest date, first date, last date, OUT created integer, OUT dropped integer)
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
              place text;
              stem text;
              day date;
              name text;
            BEGIN
              created := 0;
              dropped := 0;
              SELECT n.nspname, c.relname INTO place, stem FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.oid = parent AND c.relkind = 'p' AND pg_has_role(c.relowner, 'USAGE');
              IF stem IS NULL THEN
                RAISE EXCEPTION 'The table % is not one that is kept by day.', parent;
              END IF;
              IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
                oldest := least(oldest, (now() AT TIME ZONE 'UTC')::date);
              END IF;

              -- One at a time; neither readers nor writers wait. The next finds everything done.
              EXECUTE format('LOCK TABLE %I.%I IN SHARE UPDATE EXCLUSIVE MODE', place, stem);
              FOR ahead IN 0 .. last - first LOOP
                day := first + ahead;
                name := stem || to_char(day, '_YYYYMMDD');
                CONTINUE WHEN EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                                       WHERE i.inhparent = parent AND c.relname = name);
                EXECUTE format('CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)', place, name, place, stem,
                               to_char(day, 'YYYY-MM-DD 00:00:00+00'), to_char(day + 1, 'YYYY-MM-DD 00:00:00+00'));
                created := created + 1;
              END LOOP;
              FOR name IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                           WHERE i.inhparent = parent AND c.relname ~ '_[0-9]{8}$'
                             AND c.relname COLLATE "C" < stem || to_char(oldest, '_YYYYMMDD') LOOP
                EXECUTE format('DROP TABLE %I.%I', place, name);
                dropped := dropped + 1;
              END LOOP;
            END
            $$;
            REVOKE ALL ON FUNCTION keep_days FROM PUBLIC;
            """
        );

    public static void DropDayKeeping(MigrationBuilder migration) => migration.Sql("DROP FUNCTION keep_days;");
}
