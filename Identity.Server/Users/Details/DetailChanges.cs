using Identity.Server.Audit;
using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Users.Details;

/// <summary>What came of saying something of a person.</summary>
internal abstract record DetailChange
{
    public sealed record Saved : DetailChange;

    public sealed record Refused(IReadOnlyList<DetailProblem> Problems) : DetailChange;

    public sealed record NoSuchPerson : DetailChange;
}

/// <summary>Saves what people say of themselves beyond a name.</summary>
internal sealed class DetailChanges(NpgsqlDataSource database, AuditTrail audit, TimeProvider clock)
{
    private const string Save = """
        UPDATE users SET details = $2, updated_at = $3, concurrency_stamp = gen_random_uuid()::text WHERE id = $1
        """;

    /// <summary>Replaces all that is said of a person.</summary>
    public async Task<DetailChange> SaveAsync(Guid userId, PersonDetails said, CancellationToken ct)
    {
        var details = said.Tidy();
        if (DetailRules.ProblemsOf(details).ToArray() is { Length: > 0 } problems)
            return new DetailChange.Refused(problems);

        await using var command = database.CreateCommand(Save);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(
            NpgsqlDbType.Jsonb,
            details == PersonDetails.None ? DBNull.Value : PersonDetailsJson.Write(details)
        );
        command.Parameters.AddWithValue(clock.GetUtcNow());
        if (await command.ExecuteNonQueryAsync(ct) == 0)
            return new DetailChange.NoSuchPerson();
        audit.Record(new AuditEvent(AuditKind.ProfileChange, AuditParty.User(userId)));
        return new DetailChange.Saved();
    }
}
