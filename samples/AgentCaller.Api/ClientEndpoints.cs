using Npgsql;
using NpgsqlTypes;

namespace AgentCaller.Api;

/// <summary>Somebody who is called.</summary>
internal sealed record CallClient(int Id, string Name, string Phone);

/// <summary>What the front end sends of one.</summary>
internal sealed record CallClientFields(string? Name, string? Phone)
{
    public string? Problem =>
        Name is not { Length: > 0 and <= 255 } ? "name is 1 to 255 characters"
        : Phone is not { Length: > 0 and <= 50 } ? "phone is 1 to 50 characters"
        : null;
}

/// <summary>The people who are called.</summary>
internal static class ClientEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/clients", ListAsync);
        api.MapPost("/clients", CreateAsync);
        api.MapGet("/clients/{id:int}", FindAsync);
        api.MapPut("/clients/{id:int}", ReplaceAsync);
        api.MapDelete("/clients/{id:int}", DeleteAsync);
    }

    private static async Task<IResult> ListAsync(
        NpgsqlDataSource database,
        string? name,
        string? phone,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(
            """
            SELECT id, name, phone FROM clients
             WHERE ($1 IS NULL OR name ILIKE $1 || '%') AND ($2 IS NULL OR phone LIKE $2 || '%')
             ORDER BY name, id LIMIT 200
            """
        );
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)Escaped(name) ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)Escaped(phone) ?? DBNull.Value);
        var found = new List<CallClient>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            found.Add(Read(rows));
        return Results.Ok(found);
    }

    private static async Task<IResult> CreateAsync(
        NpgsqlDataSource database,
        CallClientFields fields,
        CancellationToken ct
    )
    {
        if (fields.Problem is { } problem)
            return Refusal.Unprocessable(problem);
        await using var command = database.CreateCommand(
            "INSERT INTO clients (name, phone) VALUES ($1, $2) RETURNING id, name, phone"
        );
        command.Parameters.AddWithValue(fields.Name!);
        command.Parameters.AddWithValue(fields.Phone!);
        var made = await OneAsync(command, ct);
        return Results.Created($"/v1/clients/{made!.Id}", made);
    }

    private static async Task<IResult> FindAsync(NpgsqlDataSource database, int id, CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT id, name, phone FROM clients WHERE id = $1");
        command.Parameters.AddWithValue(id);
        return await OneAsync(command, ct) is { } found ? Results.Ok(found) : Results.NotFound();
    }

    private static async Task<IResult> ReplaceAsync(
        NpgsqlDataSource database,
        int id,
        CallClientFields fields,
        CancellationToken ct
    )
    {
        if (fields.Problem is { } problem)
            return Refusal.Unprocessable(problem);
        await using var command = database.CreateCommand(
            "UPDATE clients SET name = $2, phone = $3 WHERE id = $1 RETURNING id, name, phone"
        );
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(fields.Name!);
        command.Parameters.AddWithValue(fields.Phone!);
        return await OneAsync(command, ct) is { } changed ? Results.Ok(changed) : Results.NotFound();
    }

    private static async Task<IResult> DeleteAsync(NpgsqlDataSource database, int id, CancellationToken ct)
    {
        await using var command = database.CreateCommand("DELETE FROM clients WHERE id = $1");
        command.Parameters.AddWithValue(id);
        return await command.ExecuteNonQueryAsync(ct) > 0 ? Results.NoContent() : Results.NotFound();
    }

    private static async Task<CallClient?> OneAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? Read(row) : null;
    }

    private static CallClient Read(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetString(1), row.GetString(2));

    private static string? Escaped(string? text) =>
        text
            ?.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
