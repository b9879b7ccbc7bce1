using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Keys;
using Identity.Server.Resources;
using Identity.Tests;

namespace Identity.Server.StoreTests.Database;

public sealed class NotificationsTests(Nodes nodes) : IClassFixture<Nodes>
{
    [Fact]
    public async Task A_client_written_by_hand_is_known_within_a_second()
    {
        const string Id = "by-hand";
        await HeardAsync(
            $"""
            INSERT INTO clients (client_id, name, authentication_method, grant_types, scopes, redirect_uris,
                                 is_first_party, requires_verified_email, created_at, updated_at)
            VALUES ('{Id}', 'By hand', 'None', '{"{}"}', '{"{}"}', '{"{}"}', false, false, now(), now())
            """,
            node => node.Get<ClientCatalog>().Find(Id) is not null
        );

        await HeardAsync(
            $"UPDATE clients SET disabled_at = now() WHERE client_id = '{Id}'",
            node => node.Get<ClientCatalog>().Find(Id) is { IsDisabled: true }
        );

        await HeardAsync(
            $"DELETE FROM clients WHERE client_id = '{Id}'",
            node => node.Get<ClientCatalog>().Find(Id) is null
        );
    }

    [Fact]
    public async Task A_client_secret_written_by_hand_is_known_within_a_second()
    {
        var client = await nodes.A.AddClientAsync([]);

        await HeardAsync(
            $"""
            INSERT INTO client_secrets (id, client_id, hash, created_at)
            VALUES (gen_random_uuid(), '{client.Id}', sha256('another'), now())
            """,
            node => node.Get<ClientCatalog>().Find(client.Id) is { Secrets.Length: 2 }
        );
    }

    [Fact]
    public async Task An_API_and_its_scopes_written_by_hand_are_known_within_a_second()
    {
        await HeardAsync(
            """
            INSERT INTO apis (audience, name, algorithm, profile, subject, claims, created_at)
            VALUES ('urn:by-hand', 'By hand', 'RS256', 'AccessTokenJwt', 'Id', '{}', now())
            """,
            node => node.Get<ApiCatalog>().Find("urn:by-hand") is not null
        );

        await HeardAsync(
            "INSERT INTO scopes (name, description, audience) VALUES ('by-hand', 'By hand', 'urn:by-hand')",
            node => node.Get<ApiCatalog>().Snapshot.FindScope("by-hand") is not null
        );
    }

    [Fact]
    public async Task An_API_secret_ended_by_hand_is_known_within_a_second()
    {
        var (audience, _, _) = await nodes.A.AddApiAsync(JwsAlgorithm.HS256);
        await Eventually.TrueAsync(Eventually.ASecond, () => nodes.B.Get<ApiCatalog>().Find(audience) is not null);

        await HeardAsync(
            $"UPDATE api_secrets SET expires_at = now() - interval '1 second' WHERE audience = '{audience}'",
            node => node.Get<ApiCatalog>().Find(audience) is { Secrets.Length: 0 }
        );
    }

    [Fact]
    public async Task A_signing_key_changed_by_hand_is_known_within_a_second()
    {
        var old = nodes.A.Get<SigningKeys>().Ring.Keys.Min(key => key.ActiveAt);

        await HeardAsync(
            "UPDATE signing_keys SET active_at = active_at - interval '1 day' WHERE algorithm = 'ES256'",
            node => node.Get<SigningKeys>().Ring.Keys.Any(key => key.ActiveAt < old - TimeSpan.FromHours(23))
        );
    }

    [Fact]
    public async Task Every_catalog_table_tells_of_every_kind_of_change()
    {
        var told = await Sql.ListAsync<string>(
            nodes.ConnectionString,
            """
            SELECT tgrelid::regclass || ' ' || (tgtype & 4 > 0 AND tgtype & 8 > 0 AND tgtype & 16 > 0 AND tgtype & 32 > 0)
              FROM pg_trigger WHERE tgname = 'notify_change' AND tgrelid NOT IN ('letters'::regclass, 'logout_notices'::regclass) ORDER BY 1
            """
        );

        Assert.Equal(
            [
                "account_profiles true",
                "api_secrets true",
                "apis true",
                "client_secrets true",
                "clients true",
                "encryption_keys true",
                "scopes true",
                "signing_keys true",
            ],
            told
        );
    }

    private async Task HeardAsync(string sql, Func<TestServer, bool> isKnown)
    {
        Assert.False(isKnown(nodes.A) || isKnown(nodes.B));
        await Sql.ExecuteAsync(nodes.ConnectionString, sql);
        await Eventually.TrueAsync(Eventually.ASecond, () => isKnown(nodes.A) && isKnown(nodes.B));
    }
}
