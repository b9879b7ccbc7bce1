using System.Globalization;
using Identity.Server.Clients.Metadata;
using Identity.Server.StoreTests.Sessions;
using Identity.Tests;

namespace Identity.Server.StoreTests.Tokens.Logout;

/// <summary>A browser that has been signed in to clients, as authorization leaves it behind.</summary>
internal sealed record Joined(string ConnectionString, Browsers Browsers, string Handle, Guid SessionId)
{
    /// <param name="clients">To which of them.</param>
    public static async Task<Joined> SignInAsync(
        string connectionString,
        Browsers browsers,
        params IEnumerable<TestClient> clients
    )
    {
        var handle = await browsers.StartAsync();
        var id = (await browsers.FindAsync(handle))!.Id;
        foreach (var client in clients)
        {
            await Sql.ExecuteAsync(
                connectionString,
                $"INSERT INTO session_clients (session_id, client_id, signed_in_at) VALUES ('{id}', '{client.Id}', now())"
            );
        }
        return new Joined(connectionString, browsers, handle, id);
    }

    /// <summary>A client that wants to hear at an address; nowhere if there is none.</summary>
    public static Task<TestClient> AddClientAsync(TestServer node, string? backchannel) =>
        node.AddClientAsync(
            ["openid", "offline_access"],
            asked => asked with { Metadata = new ClientMetadata { BackchannelLogoutUri = backchannel } }
        );

    /// <summary>A refresh family that came of the session.</summary>
    public async Task<Guid> AddFamilyAsync(TestClient client, params string[] scopes)
    {
        var id = Guid.CreateVersion7();
        var list = string.Join(',', scopes.Select(scope => $"'{scope}'"));
        await Sql.ExecuteAsync(
            ConnectionString,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                INSERT INTO refresh_families (id, lookup, current_hash, client_id, subject, epoch, scopes, auth_time, created_at,
                                              rotated_at, idle_until, expires_at, purge_on, session_id)
                SELECT '{id}', gen_random_uuid(), '\x00', '{client.Id}', user_id, epoch, ARRAY[{list}]::text[], created_at, created_at,
                       created_at, expires_at, expires_at, expires_at::date + 1, id FROM sessions WHERE id = '{SessionId}'
                """
            )
        );
        return id;
    }

    public Task<bool> IsAliveAsync() => Browsers.IsAliveAsync(Handle);
}
