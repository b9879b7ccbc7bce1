using Identity.Server.Audit;
using Npgsql;

namespace Identity.Server.Roles;

/// <summary>Makes, changes and deletes roles. Those that are part of the server are listed beside the others, and stay as they are.</summary>
internal sealed class RoleRegistry(NpgsqlDataSource database, RoleAudit audit, TimeProvider clock)
{
    private const string Columns = "name, description, permissions, version, created_at, updated_at";

    private const string All = $"SELECT {Columns} FROM roles ORDER BY name";

    private const string Named = $"SELECT {Columns} FROM roles WHERE name = ANY($1) ORDER BY name";

    private const string Hold = $"SELECT {Columns} FROM roles WHERE name = $1 FOR UPDATE";

    private const string Insert = $"""
        INSERT INTO roles ({Columns}) VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING RETURNING {Columns}
        """;

    private const string Update = $"""
        UPDATE roles SET description = $2, permissions = $3, version = $4, updated_at = $5 WHERE name = $1
        RETURNING {Columns}
        """;

    private const string Delete = """
        DELETE FROM roles WHERE name = $1 AND NOT EXISTS (SELECT FROM role_members WHERE role = $1)
        """;

    /// <summary>Every role there is, by name.</summary>
    public async Task<IReadOnlyList<Role>> ListAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(All);
        return
        [
            .. BuiltInRoles.All.Concat(await ReadAsync(command, ct)).OrderBy(role => role.Name, StringComparer.Ordinal),
        ];
    }

    public async Task<Role?> FindAsync(string name, CancellationToken ct)
    {
        if (BuiltInRoles.Find(name) is { } builtIn)
            return builtIn;
        await using var command = database.CreateCommand(Named);
        command.Parameters.AddWithValue(new[] { name });
        return (await ReadAsync(command, ct)).SingleOrDefault();
    }

    public async Task<RoleChange> CreateAsync(
        Actor actor,
        string name,
        string description,
        IReadOnlyList<Permission> permissions,
        CancellationToken ct
    )
    {
        if ((RoleText.ProblemOfName(name) ?? RoleText.ProblemOfDescription(description)) is { } invalid)
            return invalid;
        if (RaisingRules.Including(actor, permissions) is { } forbidden)
            return new RoleChange.Forbidden(forbidden);
        if (BuiltInRoles.Find(name) is not null)
            return Taken(name);

        await using var command = database.CreateCommand(Insert);
        Add(command, name, description, permissions);
        if (await ReadAsync(command, ct) is not [var made])
            return Taken(name);
        audit.Record(actor, AuditKind.RoleCreation, before: null, made);
        return new RoleChange.Done(made);
    }

    /// <param name="version">The version that the change was thought up for; null where any will do.</param>
    /// <param name="description">Null leaves it.</param>
    /// <param name="permissions">Null leaves them.</param>
    public async Task<RoleChange> ChangeAsync(
        Actor actor,
        string name,
        Guid? version,
        string? description,
        IReadOnlyList<Permission>? permissions,
        CancellationToken ct
    )
    {
        if (description is not null && RoleText.ProblemOfDescription(description) is { } invalid)
            return invalid;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (held, refused) = await HoldAsync(connection, actor, name, version, ct);
        if (held is null)
            return refused!;
        if (permissions is not null && RaisingRules.Including(actor, permissions) is { } forbidden)
            return new RoleChange.Forbidden(forbidden);

        await using var command = new NpgsqlCommand(Update, connection);
        Add(command, name, description ?? held.Description, permissions ?? held.Permissions);
        var changed = (await ReadAsync(command, ct)).Single();
        await transaction.CommitAsync(ct);
        audit.Record(actor, AuditKind.RoleChange, held, changed);
        return new RoleChange.Done(changed);
    }

    /// <inheritdoc cref="ChangeAsync"/>
    public async Task<RoleChange> DeleteAsync(Actor actor, string name, Guid? version, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (held, refused) = await HoldAsync(connection, actor, name, version, ct);
        if (held is null)
            return refused!;

        // Whoever gives it out holds it as well: nobody can come in between.
        await using var command = new NpgsqlCommand(Delete, connection);
        command.Parameters.AddWithValue(name);
        if (await command.ExecuteNonQueryAsync(ct) == 0)
            return new RoleChange.InTheWay($"Somebody has the role '{name}'. Take it from them first.");
        await transaction.CommitAsync(ct);
        audit.Record(actor, AuditKind.RoleDeletion, held, after: null);
        return new RoleChange.Done(held);
    }

    /// <summary>A permission that only another version of the server knows counts for nothing here.</summary>
    public static IReadOnlyList<Permission> Known(IEnumerable<string> names) =>
        [.. names.Select(Permission.Find).OfType<Permission>()];

    private static async Task<List<Role>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var roles = new List<Role>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var permissions = Known(rows.GetFieldValue<string[]>(2));
            roles.Add(
                new Role(rows.GetString(0), rows.GetString(1), permissions, rows.GetGuid(3))
                {
                    CreatedAt = rows.GetFieldValue<DateTimeOffset>(4),
                    UpdatedAt = rows.GetFieldValue<DateTimeOffset>(5),
                }
            );
        }
        return roles;
    }

    // The row stays as it is until the transaction ends.
    private static async Task<(Role? Held, RoleChange? Refused)> HoldAsync(
        NpgsqlConnection connection,
        Actor actor,
        string name,
        Guid? version,
        CancellationToken ct
    )
    {
        if (BuiltInRoles.Find(name) is not null)
            return (null, new RoleChange.InTheWay($"The role '{name}' is part of the server and stays as it is."));
        await using var command = new NpgsqlCommand(Hold, connection);
        command.Parameters.AddWithValue(name);
        if (await ReadAsync(command, ct) is not [var role])
            return (null, new RoleChange.NoSuchRole());
        if (RaisingRules.Editing(actor, role) is { } forbidden)
            return (null, new RoleChange.Forbidden(forbidden));
        return version is null || version == role.Version ? (role, null) : (null, new RoleChange.Moved());
    }

    private void Add(NpgsqlCommand command, string name, string description, IReadOnlyList<Permission> permissions)
    {
        var now = clock.GetUtcNow();
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(description);
        command.Parameters.AddWithValue(permissions.Select(one => one.Name).Distinct(StringComparer.Ordinal).ToArray());
        command.Parameters.AddWithValue(Guid.CreateVersion7(now));
        command.Parameters.AddWithValue(now);
    }

    private static RoleChange.InTheWay Taken(string name) => new($"There is already a role '{name}'.");
}
