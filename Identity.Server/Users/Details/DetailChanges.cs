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

/// <summary>Saves what people, or operators for them, say beyond a name.</summary>
internal sealed class DetailChanges(NpgsqlDataSource database, TimeProvider clock)
{
    private const string ById = "UPDATE users SET details = $2, updated_at = $3 WHERE id = $1";

    private const string ByEmail = "UPDATE users SET details = $2, updated_at = $3 WHERE canonical_email = $1";

    /// <summary>Replaces all that is said of a person.</summary>
    public Task<DetailChange> SaveAsync(Guid userId, PersonDetails details, CancellationToken ct) =>
        SaveAsync(ById, userId, details, ct);

    /// <inheritdoc cref="SaveAsync(Guid, PersonDetails, CancellationToken)"/>
    public async Task<DetailChange> SaveAsync(string email, PersonDetails details, CancellationToken ct) =>
        CanonicalEmail.Of(email) is { } canonical
            ? await SaveAsync(ByEmail, canonical, details, ct)
            : new DetailChange.NoSuchPerson();

    private async Task<DetailChange> SaveAsync(string statement, object key, PersonDetails said, CancellationToken ct)
    {
        var details = said.Tidy();
        if (DetailRules.ProblemsOf(details).ToArray() is { Length: > 0 } problems)
            return new DetailChange.Refused(problems);

        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(
            NpgsqlDbType.Jsonb,
            details == PersonDetails.None ? DBNull.Value : PersonDetailsJson.Write(details)
        );
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return await command.ExecuteNonQueryAsync(ct) == 1 ? new DetailChange.Saved() : new DetailChange.NoSuchPerson();
    }
}
