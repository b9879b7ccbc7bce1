using Identity.Server.Audit;
using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Roles;

/// <summary>Who has which roles.</summary>
internal sealed class RoleMembers(NpgsqlDataSource database, RoleAudit audit, TimeProvider clock)
{
    private const string OfOne = """
        SELECT m.role, r.permissions, r.version FROM role_members m LEFT JOIN roles r ON r.name = m.role
         WHERE (m.user_id = $1 OR m.client_id = $2) ORDER BY m.role
        """;

    private const string OfMany = "SELECT user_id, role FROM role_members WHERE user_id = ANY($1) ORDER BY role";

    private const string Counts = "SELECT role, count(*) FROM role_members GROUP BY role";

    // Until the transaction ends, nobody else changes the roles of the same person or client.
    private const string HoldMember = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

    // What they hold stays as it is, and they stay.
    private const string HoldRoles = "SELECT name, permissions FROM roles WHERE name = ANY($1) ORDER BY name FOR SHARE";

    // The last owner who can sign in keeps the role, whatever else is going on.
    private const string Take = $"""
        WITH {Owners.WhoCanSignIn}
        DELETE FROM role_members
         WHERE (user_id = $1 OR client_id = $2) AND role = ANY($3)
           AND (role <> 'owner' OR user_id IS NULL OR EXISTS (SELECT FROM owners WHERE user_id <> $1))
        """;

    private const string Give = """
        INSERT INTO role_members (id, role, user_id, client_id, granted_at, granted_by)
        SELECT unnest($3), unnest($4), $1, $2, $5, $6 ON CONFLICT DO NOTHING
        """;

    /// <summary>The roles that a person has now.</summary>
    public Task<IReadOnlyList<Role>> OfUserAsync(Guid userId, CancellationToken ct) =>
        OfAsync(AuditParty.User(userId), ct);

    /// <summary>The roles that a client has now, for what it does by itself.</summary>
    public Task<IReadOnlyList<Role>> OfClientAsync(string clientId, CancellationToken ct) =>
        OfAsync(AuditParty.Client(clientId), ct);

    /// <summary>The names of the roles of several people; who has none is not in it.</summary>
    public async Task<ILookup<Guid, string>> OfUsersAsync(IEnumerable<Guid> userIds, CancellationToken ct)
    {
        await using var command = database.CreateCommand(OfMany);
        command.Parameters.AddWithValue(userIds.ToArray());
        var found = new List<(Guid User, string Role)>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            found.Add((rows.GetGuid(0), rows.GetString(1)));
        return found.ToLookup(one => one.User, one => one.Role);
    }

    /// <summary>How many people and clients have each role.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Counts);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            counts.Add(rows.GetString(0), rows.GetInt64(1));
        return counts;
    }

    /// <summary>Gives somebody these roles and no others, as far as the one who asks may.</summary>
    /// <param name="expected">The roles that the change was thought up for; null where any will do.</param>
    public async Task<Membership> SetAsync(
        Actor actor,
        AuditParty member,
        IReadOnlyCollection<string> wanted,
        IReadOnlyCollection<string>? expected,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var membership = await SetAsync(connection, actor, member, wanted, expected, ct);
        if (membership is not Membership.Done done)
            return membership;
        await transaction.CommitAsync(ct);
        Tell(actor, member, done);
        return done;
    }

    /// <summary>
    /// The same within the transaction that the connection is in, for somebody who is being made in it. Once that is through,
    /// <see cref="Tell"/> has the audit know.
    /// </summary>
    public async Task<Membership> SetAsync(
        NpgsqlConnection connection,
        Actor actor,
        AuditParty member,
        IReadOnlyCollection<string> wanted,
        IReadOnlyCollection<string>? expected,
        CancellationToken ct
    )
    {
        await using (var hold = new NpgsqlCommand(HoldMember, connection))
        {
            hold.Parameters.AddWithValue(member.ToString());
            await hold.ExecuteNonQueryAsync(ct);
        }

        var held = await OfAsync(connection, member, ct);
        var names = held.Select(role => role.Name).ToHashSet(StringComparer.Ordinal);
        if (expected is not null && !names.SetEquals(expected))
            return new Membership.Moved();

        var given = wanted.Except(names, StringComparer.Ordinal).ToArray();
        var taken = names.Except(wanted, StringComparer.Ordinal).ToArray();
        var known = await FindAsync(connection, given, ct);
        if (given.FirstOrDefault(name => known.All(role => role.Name != name)) is { } unknown)
            return new Membership.NoSuchRole(unknown);
        if (given.Contains(BuiltInRoles.OwnerName) && UserOf(member) is null)
            return new Membership.OwnerIsPerson();
        var changed = known.Concat(held.Where(role => taken.Contains(role.Name)));
        if (RaisingRules.Giving(actor, member, held, changed) is { } forbidden)
            return new Membership.Forbidden(forbidden);

        if (await TakeAsync(connection, member, taken, ct) < taken.Length)
            return new Membership.LastOwner();
        if (!await GiveAsync(connection, member, given, actor, ct))
            return new Membership.NoSuchMember();
        return new Membership.Done([.. wanted.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
        {
            Before = [.. names.Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Tells the audit what has changed, if anything has.</summary>
    public void Tell(Actor actor, AuditParty member, Membership.Done done)
    {
        if (!done.Before.SequenceEqual(done.Roles, StringComparer.Ordinal))
            audit.RecordMembership(actor, member, done.Before, done.Roles);
    }

    private async Task<IReadOnlyList<Role>> OfAsync(AuditParty member, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await OfAsync(connection, member, ct);
    }

    private static async Task<IReadOnlyList<Role>> OfAsync(
        NpgsqlConnection connection,
        AuditParty member,
        CancellationToken ct
    )
    {
        await using var command = Command(connection, OfOne, member);
        var roles = new List<Role>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var name = rows.GetString(0);
            if (BuiltInRoles.Find(name) is { } builtIn)
                roles.Add(builtIn);
            else if (!rows.IsDBNull(1))
                roles.Add(new Role(name, "", RoleRegistry.Known(rows.GetFieldValue<string[]>(1)), rows.GetGuid(2)));
        }
        return roles;
    }

    private static async Task<List<Role>> FindAsync(NpgsqlConnection connection, string[] names, CancellationToken ct)
    {
        var roles = names.Select(BuiltInRoles.Find).OfType<Role>().ToList();
        await using var command = new NpgsqlCommand(HoldRoles, connection);
        command.Parameters.AddWithValue(names);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            roles.Add(new Role(rows.GetString(0), "", RoleRegistry.Known(rows.GetFieldValue<string[]>(1)), Guid.Empty));
        return roles;
    }

    private static async Task<int> TakeAsync(
        NpgsqlConnection connection,
        AuditParty member,
        string[] roles,
        CancellationToken ct
    )
    {
        await using var command = Command(connection, Take, member);
        command.Parameters.AddWithValue(roles);
        return await command.ExecuteNonQueryAsync(ct);
    }

    // False where the member is gone, or was never there.
    private async Task<bool> GiveAsync(
        NpgsqlConnection connection,
        AuditParty member,
        string[] roles,
        Actor actor,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var command = Command(connection, Give, member);
        command.Parameters.AddWithValue(roles.Select(_ => Guid.CreateVersion7(now)).ToArray());
        command.Parameters.AddWithValue(roles);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(actor.Party.ToString());
        try
        {
            await command.ExecuteNonQueryAsync(ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return false;
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string statement, AuditParty member)
    {
        var command = new NpgsqlCommand(statement, connection);
        var user = UserOf(member);
        command.Parameters.AddOptional(user);
        command.Parameters.AddOptional(user is null ? member.Id : null);
        return command;
    }

    private static Guid? UserOf(AuditParty member) => member.Kind == "user" ? Guid.ParseExact(member.Id, "D") : null;
}
