using Npgsql;
using NpgsqlTypes;

namespace AgentCaller.Api;

/// <summary>A time at which a client is called.</summary>
internal sealed record Appointment(int Id, int ClientId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Notes);

/// <summary>What the front end sends of one.</summary>
internal sealed record AppointmentFields(int? ClientId, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, string? Notes)
{
    public string? Problem =>
        ClientId is null ? "client_id is missing"
        : StartsAt is null || EndsAt is null ? "starts_at and ends_at are missing"
        : EndsAt <= StartsAt ? "ends_at is after starts_at"
        : null;
}

/// <summary>When whom to call.</summary>
internal static class AppointmentEndpoints
{
    private const string Columns = "id, client_id, starts_at, ends_at, notes";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/appointments", ListAsync);
        api.MapPost("/appointments", CreateAsync);
        api.MapPut("/appointments/{id:int}", ReplaceAsync);
        api.MapDelete("/appointments/{id:int}", DeleteAsync);
    }

    private static async Task<IResult> ListAsync(
        NpgsqlDataSource database,
        int? client_id,
        DateTimeOffset? from,
        DateTimeOffset? to,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {Columns} FROM appointments
             WHERE ($1 IS NULL OR client_id = $1) AND ($2 IS NULL OR ends_at > $2) AND ($3 IS NULL OR starts_at < $3)
             ORDER BY starts_at, id LIMIT 500
            """
        );
        command.Parameters.AddWithValue(NpgsqlDbType.Integer, (object?)client_id ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, (object?)from?.ToUniversalTime() ?? DBNull.Value);
        command.Parameters.AddWithValue(NpgsqlDbType.TimestampTz, (object?)to?.ToUniversalTime() ?? DBNull.Value);
        var found = new List<Appointment>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            found.Add(Read(rows));
        return Results.Ok(found);
    }

    private static Task<IResult> CreateAsync(
        NpgsqlDataSource database,
        AppointmentFields fields,
        CancellationToken ct
    ) =>
        WriteAsync(
            database,
            $"""
            INSERT INTO appointments (client_id, starts_at, ends_at, notes) VALUES ($1, $2, $3, $4)
            RETURNING {Columns}
            """,
            fields,
            id: null,
            ct
        );

    private static Task<IResult> ReplaceAsync(
        NpgsqlDataSource database,
        int id,
        AppointmentFields fields,
        CancellationToken ct
    ) =>
        WriteAsync(
            database,
            $"""
            UPDATE appointments SET client_id = $1, starts_at = $2, ends_at = $3, notes = $4 WHERE id = $5
            RETURNING {Columns}
            """,
            fields,
            id,
            ct
        );

    private static async Task<IResult> WriteAsync(
        NpgsqlDataSource database,
        string statement,
        AppointmentFields fields,
        int? id,
        CancellationToken ct
    )
    {
        if (fields.Problem is { } problem)
            return Refusal.Unprocessable(problem);
        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(fields.ClientId!.Value);
        command.Parameters.AddWithValue(fields.StartsAt!.Value.ToUniversalTime());
        command.Parameters.AddWithValue(fields.EndsAt!.Value.ToUniversalTime());
        command.Parameters.AddWithValue(NpgsqlDbType.Text, (object?)fields.Notes ?? DBNull.Value);
        if (id is not null)
            command.Parameters.AddWithValue(id.Value);
        try
        {
            await using var row = await command.ExecuteReaderAsync(ct);
            if (!await row.ReadAsync(ct))
                return Results.NotFound();
            var written = Read(row);
            return id is null ? Results.Created($"/v1/appointments/{written.Id}", written) : Results.Ok(written);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return Refusal.Unprocessable("there is no such client");
        }
    }

    private static async Task<IResult> DeleteAsync(NpgsqlDataSource database, int id, CancellationToken ct)
    {
        await using var command = database.CreateCommand("DELETE FROM appointments WHERE id = $1");
        command.Parameters.AddWithValue(id);
        return await command.ExecuteNonQueryAsync(ct) > 0 ? Results.NoContent() : Results.NotFound();
    }

    private static Appointment Read(NpgsqlDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetInt32(1),
            row.GetFieldValue<DateTimeOffset>(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.IsDBNull(4) ? null : row.GetString(4)
        );
}
