using Identity.Server.Sessions;
using Npgsql;

namespace Identity.Server.Interactions.Devices;

/// <summary>The devices that wait, from the person's side: found by the code that was typed, and decided upon once.</summary>
/// <remarks>RFC 8628 §3.3.</remarks>
internal sealed class DeviceApprovals(NpgsqlDataSource database, DeviceTickets tickets, TimeProvider clock)
{
    private const string IsWaiting = "approved_at IS NULL AND refused_at IS NULL AND expires_at > $2";

    private const string Columns = "id, user_code, client_id, scopes, resources, place";

    private const string FindByCode =
        $"SELECT {Columns} FROM device_authorizations WHERE user_code = $1 AND {IsWaiting}";

    private const string FindById = $"SELECT {Columns} FROM device_authorizations WHERE id = $1 AND {IsWaiting}";

    // Of a yes and a no that come together, one finds it undecided.
    private const string Approve = $"""
        UPDATE device_authorizations
           SET approved_at = $2, user_id = $3, epoch = $4, session_id = $5, auth_time = $6, amr = $7
         WHERE id = $1 AND {IsWaiting}
        """;

    private const string Refuse = $"UPDATE device_authorizations SET refused_at = $2 WHERE id = $1 AND {IsWaiting}";

    /// <summary>The device whose code a person has typed.</summary>
    /// <returns>Null where no device waits with that code.</returns>
    public Task<WaitingDevice?> FindAsync(UserCode code, CancellationToken ct) => FindAsync(FindByCode, code.Plain, ct);

    /// <summary>What the pages call a device from here on, in this session.</summary>
    public string TicketOf(WaitingDevice device, Session session) => tickets.Write(device.Id, session.Id);

    /// <param name="ticket">What the page was given, whatever that is.</param>
    /// <returns>Null where the ticket is another session's, or the device no longer waits.</returns>
    public async Task<WaitingDevice?> FindAsync(string? ticket, Session session, CancellationToken ct) =>
        tickets.Read(ticket, session.Id) is { } id ? await FindAsync(FindById, id, ct) : null;

    /// <summary>The person lets the device in.</summary>
    /// <returns>False where it no longer waits.</returns>
    public async Task<bool> ApproveAsync(WaitingDevice device, Session session, CancellationToken ct)
    {
        await using var command = DecidingCommand(Approve, device);
        command.Parameters.AddWithValue(session.Person.Id);
        command.Parameters.AddWithValue(session.Person.Epoch);
        command.Parameters.AddWithValue(session.Id);
        command.Parameters.AddWithValue(session.AuthTime);
        command.Parameters.AddWithValue(session.Amr.ToArray());
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>The person turns the device away.</summary>
    /// <returns>False where it no longer waits.</returns>
    public async Task<bool> RefuseAsync(WaitingDevice device, CancellationToken ct)
    {
        await using var command = DecidingCommand(Refuse, device);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    private NpgsqlCommand DecidingCommand(string statement, WaitingDevice device)
    {
        var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(device.Id);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return command;
    }

    private async Task<WaitingDevice?> FindAsync(string statement, object key, CancellationToken ct)
    {
        await using var command = database.CreateCommand(statement);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
            return null;
        var wish = new DeviceWish(
            row.GetString(2),
            row.GetFieldValue<string[]>(3),
            row.GetFieldValue<string[]>(4),
            row.GetString(5)
        );
        return new WaitingDevice(row.GetGuid(0), UserCode.Read(row.GetString(1))!.Value, wish);
    }
}
