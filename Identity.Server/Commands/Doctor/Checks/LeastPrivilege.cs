using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Looks whether the role that serves could do more than serve: alter tables, and with them the audit.</summary>
internal static class LeastPrivilege
{
    private const string Check = "Least privilege";

    private const string Rights = """
        SELECT current_user::text, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
               (SELECT count(*) FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                   AND pg_table_is_visible(c.oid) AND c.relnamespace = current_schema()::regnamespace
                   AND pg_has_role(c.relowner, 'MEMBER')),
               has_schema_privilege(current_schema(), 'CREATE')
        """;

    public static async Task<Finding> LookAsync(Patient patient, CancellationToken ct)
    {
        var (role, isSuperuser, tables, mayCreate) = (
            await patient.ListAsync(
                Rights,
                row => (row.GetString(0), row.GetBoolean(1), row.GetInt64(2), row.GetBoolean(3)),
                ct
            )
        ).Single();
        return Judge(role, isSuperuser, tables, mayCreate);
    }

    public static Finding Judge(string role, bool isSuperuser, long tables, bool mayCreate)
    {
        var excess =
            isSuperuser ? "is a superuser"
            : tables > 0 ? $"could alter {tables} tables"
            : mayCreate ? "could create tables of its own"
            : null;
        return excess is null
            ? Finding.Pass(Check, $"{role} reads and writes, and can alter no table")
            : Finding.Warn(
                Check,
                $"The serving role {role} {excess}: whoever gets hold of it could rewrite the audit.",
                "Let one role own and migrate, and another serve: deploy/postgresql/roles.sql makes both."
            );
    }
}
