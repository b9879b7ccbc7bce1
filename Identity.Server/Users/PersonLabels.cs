using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Users;

/// <summary>Whom an id stands for, where more than accounts is shown.</summary>
internal sealed record PersonLabel(Guid Id, string Email, string? Name);

/// <summary>Says whom ids stand for, be they suspended; who is gone is not said.</summary>
internal sealed class PersonLabels(NpgsqlDataSource database)
{
    private const string Find = "SELECT id, email, name FROM users WHERE id = ANY($1)";

    public async Task<IReadOnlyDictionary<Guid, PersonLabel>> OfAsync(IEnumerable<Guid> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct().ToArray();
        var found = new Dictionary<Guid, PersonLabel>(wanted.Length);
        if (wanted.Length == 0)
            return found;
        await using var command = database.CreateCommand(Find);
        command.Parameters.AddWithValue(wanted);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var label = new PersonLabel(rows.GetGuid(0), rows.GetString(1), rows.TextOrNull(2));
            found.Add(label.Id, label);
        }
        return found;
    }
}
