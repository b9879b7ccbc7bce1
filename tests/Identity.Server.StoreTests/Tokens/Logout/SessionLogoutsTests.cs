using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Sessions;
using Identity.Server.StoreTests.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Tokens.Codes;
using Identity.Server.Tokens.Logout;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Tokens.Logout;

/// <summary>A session ends once, with what hangs on it, and whoever is to hear of it is in the outbox by then.</summary>
public sealed class SessionLogoutsTests(Nodes nodes) : IClassFixture<Nodes>
{
    private const string Listening = "https://client.example/logout";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("OpenID Connect Back-Channel Logout §2.3")]
    public async Task Every_client_of_the_session_that_listens_is_to_hear()
    {
        var (browsers, listening, deaf) = await SceneAsync();
        var other = await Joined.AddClientAsync(nodes.A, Listening);
        var joined = await SignInAsync(browsers, listening, deaf);
        await SignInAsync(browsers, other);

        var ended = await nodes.B.Get<SessionLogouts>().EndAsync(SessionHandle.Read(joined.Handle)!.Value, Ct);

        Assert.Equal(joined.SessionId, ended!.Id);
        Assert.Equal(browsers.Person.Id, ended.UserId);
        Assert.Equal([listening.Id, deaf.Id], ended.Clients);
        Assert.Equal([listening.Id], await ToldAsync(joined.SessionId));
        Assert.Equal(
            browsers.Person.Id,
            await AskAsync<Guid>($"SELECT user_id FROM logout_notices WHERE session_id = '{joined.SessionId}'")
        );
    }

    [Fact]
    public async Task A_browser_that_is_signed_out_is_signed_out_on_every_node()
    {
        var (browsers, _, _) = await SceneAsync();
        var (one, other) = (await SignInAsync(browsers), await SignInAsync(browsers));

        Assert.NotNull(await nodes.B.Get<SessionLogouts>().EndAsync(SessionHandle.Read(one.Handle)!.Value, Ct));

        Assert.False(await one.IsAliveAsync());
        Assert.True(await other.IsAliveAsync());
        Assert.Null(await browsers.EndAsync(one.Handle));
    }

    [Fact]
    public async Task Only_ones_own_browsers_can_be_signed_out()
    {
        var (browsers, client, _) = await SceneAsync();
        var stranger = await Browsers.CreateAsync(nodes.A);
        var joined = await SignInAsync(browsers, client);

        Assert.Null(await browsers.Logouts.EndAsync(joined.SessionId, stranger.Person.Id, Ct));
        Assert.True(await joined.IsAliveAsync());
        Assert.Empty(await ToldAsync(joined.SessionId));

        Assert.NotNull(await browsers.Logouts.EndAsync(joined.SessionId, browsers.Person.Id, Ct));
        Assert.False(await joined.IsAliveAsync());
        Assert.Equal([client.Id], await ToldAsync(joined.SessionId));
    }

    [Fact, Spec("OpenID Connect Back-Channel Logout §2.7")]
    public async Task What_was_granted_without_offline_access_ends_with_the_session_and_the_rest_does_not()
    {
        var (browsers, client, _) = await SceneAsync();
        var (joined, elsewhere) = (await SignInAsync(browsers, client), await SignInAsync(browsers, client));
        var tied = await joined.AddFamilyAsync(client, "openid");
        var free = await joined.AddFamilyAsync(client, "openid", "offline_access");
        var others = await elsewhere.AddFamilyAsync(client, "openid");

        await browsers.EndAsync(joined.Handle);

        Assert.True(await IsRevokedAsync(tied));
        Assert.False(await IsRevokedAsync(free));
        Assert.False(await IsRevokedAsync(others));
        Assert.True(await IsDeniedAsync(DenyKey.OfGrant(tied)));
        Assert.False(await IsDeniedAsync(DenyKey.OfGrant(free)));
        Assert.True(await IsDeniedAsync(DenyKey.OfSession(joined.SessionId)));
        Assert.False(await IsDeniedAsync(DenyKey.OfSession(elsewhere.SessionId)));
    }

    [Fact]
    public async Task Of_thirty_who_end_a_session_at_once_one_does_and_its_clients_hear_once()
    {
        var (browsers, client, _) = await SceneAsync();
        var joined = await SignInAsync(browsers, client);
        var both = new[] { nodes.A.Get<SessionLogouts>(), nodes.B.Get<SessionLogouts>() };

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(i =>
                    i % 3 == 0
                        ? both[i % 2].EndAsync(joined.SessionId, browsers.Person.Id, Ct)
                        : both[i % 2].EndAsync(SessionHandle.Read(joined.Handle)!.Value, Ct)
                )
        );

        Assert.Single(outcomes, ended => ended is not null);
        Assert.Equal([client.Id], await ToldAsync(joined.SessionId));
    }

    /// <summary>Whoever has the session's row while they hang something on it is waited for, and that is found.</summary>
    [Fact]
    public async Task A_client_and_a_family_that_come_at_the_same_moment_are_not_forgotten()
    {
        var (browsers, client, _) = await SceneAsync();
        var joined = await SignInAsync(browsers);
        await using var coming = await Sql.OpenAsync(nodes.ConnectionString);
        await using var transaction = await coming.BeginTransactionAsync(Ct);
        await RunAsync(
            coming,
            $"INSERT INTO session_clients (session_id, client_id, signed_in_at) VALUES ('{joined.SessionId}', '{client.Id}', now())"
        );

        var ending = browsers.EndAsync(joined.Handle);
        await SomebodyWaitsAsync();
        var family = await joined.AddFamilyAsync(client, "openid");
        await transaction.CommitAsync(Ct);

        Assert.Equal([client.Id], (await ending)!.Clients);
        Assert.Equal([client.Id], await ToldAsync(joined.SessionId));
        Assert.True(await IsRevokedAsync(family));
    }

    /// <summary>It would have planted a refresh token that nothing ends any more.</summary>
    [Fact, Spec("OpenID Connect Back-Channel Logout §2.7")]
    public async Task A_code_that_is_redeemed_while_its_session_ends_is_good_for_nothing()
    {
        var (browsers, client, _) = await SceneAsync();
        var joined = await SignInAsync(browsers, client);
        var codes = nodes.A.Get<AuthorizationCodes>();
        var code = await codes.IssueAsync(TermsOf(joined, client), Ct);
        await using var ending = await Sql.OpenAsync(nodes.ConnectionString);
        await using var transaction = await ending.BeginTransactionAsync(Ct);
        await RunAsync(ending, $"SELECT id FROM sessions WHERE id = '{joined.SessionId}' FOR UPDATE");

        var redeeming = codes.RedeemAsync(
            code.Reveal(),
            nodes.A.Get<ClientCatalog>().Find(client.Id)!,
            redirectUri: null,
            challenge: null,
            api: null,
            Ct
        );
        await SomebodyWaitsAsync();
        await RunAsync(ending, $"DELETE FROM sessions WHERE id = '{joined.SessionId}'");
        await transaction.CommitAsync(Ct);

        Assert.IsType<CodeRedemption.Refused>(await redeeming);
        Assert.Equal(
            0L,
            await AskAsync<long>($"SELECT count(*) FROM refresh_families WHERE session_id = '{joined.SessionId}'")
        );
    }

    [Fact]
    public async Task Who_ends_the_sign_in_of_an_access_token_ends_the_session_it_came_of()
    {
        var (browsers, client, _) = await SceneAsync();
        var joined = await SignInAsync(browsers, client);
        var stranger = await SignInAsync(await Browsers.CreateAsync(nodes.A), client);
        var registered = nodes.A.Get<ClientCatalog>().Find(client.Id)!;

        var revocation = nodes.A.Get<TokenRevocation>();
        await revocation.EndSignInAsync(TokenOf(joined.SessionId), registered, browsers.Person.Id, Ct);
        await revocation.EndSignInAsync(TokenOf(stranger.SessionId), registered, browsers.Person.Id, Ct);

        Assert.False(await joined.IsAliveAsync());
        Assert.Equal([client.Id], await ToldAsync(joined.SessionId));
        Assert.True(await stranger.IsAliveAsync());
    }

    [Fact]
    public async Task A_new_epoch_leaves_what_it_has_ended_to_be_cleared_up_and_nothing_else()
    {
        var (browsers, client, _) = await SceneAsync();
        var stranger = await Browsers.CreateAsync(nodes.A);
        var (here, there) = (await SignInAsync(browsers, client), await SignInAsync(browsers, client));
        var elsewhere = await SignInAsync(stranger, client);

        Assert.True(await browsers.Ends.EndEverywhereElseAsync(here.Handle, Ct));
        await nodes.B.Get<TokenRevocation>().RevokeAllAsync(browsers.Person.Id, browsers.Person.Email, Ct);

        Assert.True(await here.IsAliveAsync());
        Assert.True(await elsewhere.IsAliveAsync());
        Assert.Equal([client.Id], await ToldAsync(there.SessionId));
        Assert.Empty(await ToldAsync(here.SessionId));
        Assert.Empty(await ToldAsync(elsewhere.SessionId));
        Assert.Equal(1L, await AskAsync<long>($"SELECT count(*) FROM sessions WHERE user_id = '{browsers.Person.Id}'"));
    }

    [Fact]
    public async Task A_suspension_is_told_and_what_it_ended_does_not_come_back()
    {
        var (browsers, client, _) = await SceneAsync();
        var joined = await SignInAsync(browsers, client);
        await nodes.A.SuspendAsync(browsers.Person.Email);

        await nodes.A.Get<TokenRevocation>().RevokeAllAsync(browsers.Person.Id, browsers.Person.Email, Ct);

        await nodes.A.ReinstateAsync(browsers.Person.Email);
        Assert.False(await joined.IsAliveAsync());
        Assert.Equal([client.Id], await ToldAsync(joined.SessionId));
    }

    [Fact]
    public async Task What_a_process_died_before_clearing_up_is_cleared_up_by_the_job()
    {
        var (browsers, client, _) = await SceneAsync();
        var (dead, alive) = (await SignInAsync(browsers, client), await Browsers.CreateAsync(nodes.A));
        var other = await SignInAsync(alive, client);
        await Sql.ExecuteAsync(
            nodes.ConnectionString,
            $"UPDATE users SET epoch = epoch + 1 WHERE id = '{browsers.Person.Id}'"
        );

        await Task.WhenAll(
            nodes.A.Get<SessionLogouts>().EndOverAsync(Ct),
            nodes.B.Get<SessionLogouts>().EndOverAsync(Ct)
        );

        Assert.Equal([client.Id], await ToldAsync(dead.SessionId));
        Assert.Empty(await ToldAsync(other.SessionId));
        Assert.True(await other.IsAliveAsync());
    }

    [Fact]
    public async Task What_happens_in_a_transaction_that_fails_has_not_happened()
    {
        var (browsers, client, _) = await SceneAsync();
        var joined = await SignInAsync(browsers, client);
        await using (var connection = await Sql.OpenAsync(nodes.ConnectionString))
        {
            await using var transaction = await connection.BeginTransactionAsync(Ct);
            await browsers.Logouts.EndAllAsync(connection, browsers.Person.Id, Ct);
            await transaction.RollbackAsync(Ct);
        }

        Assert.True(await joined.IsAliveAsync());
        Assert.Empty(await ToldAsync(joined.SessionId));
    }

    private async Task<(Browsers Browsers, TestClient Listening, TestClient Deaf)> SceneAsync() =>
        (
            await Browsers.CreateAsync(nodes.A),
            await Joined.AddClientAsync(nodes.A, Listening),
            await Joined.AddClientAsync(nodes.A, backchannel: null)
        );

    private static CodeTerms TermsOf(Joined joined, TestClient client) =>
        new(
            client.Id,
            joined.Browsers.Person.Id,
            joined.Browsers.Person.Epoch,
            RedirectUri: null,
            CodeChallenge: null,
            ["openid"],
            [],
            TimeProvider.System.GetUtcNow(),
            new SignInContext { SessionId = joined.SessionId },
            Guid.CreateVersion7()
        );

    private static VerifiedAccessToken TokenOf(Guid sessionId)
    {
        var until = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
        var json = $$"""{"jti":"{{Guid.CreateVersion7()}}","exp":{{until}},"sid":"{{sessionId}}"}""";
        Assert.True(JwtClaims.TryParse(Encoding.UTF8.GetBytes(json), out var claims));
        return new VerifiedAccessToken("a.b.c", claims, api: null, secret: null, person: null);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private Task SomebodyWaitsAsync() =>
        Eventually.TrueAsync(
            Eventually.Soon,
            async () =>
                await AskAsync<long>(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                ) > 0
        );

    private Task<Joined> SignInAsync(Browsers browsers, params TestClient[] clients) =>
        Joined.SignInAsync(nodes.ConnectionString, browsers, clients);

    private Task<List<string>> ToldAsync(Guid sessionId) =>
        Sql.ListAsync<string>(
            nodes.ConnectionString,
            $"SELECT client_id FROM logout_notices WHERE session_id = '{sessionId}' ORDER BY client_id"
        );

    private Task<bool> IsRevokedAsync(Guid family) =>
        AskAsync<bool>($"SELECT revoked_at IS NOT NULL FROM refresh_families WHERE id = '{family}'");

    private Task<bool> IsDeniedAsync(Guid key) =>
        AskAsync<bool>($"SELECT EXISTS (SELECT FROM deny_list WHERE id = '{key}')");

    private Task<T> AskAsync<T>(string sql) => Sql.AskAsync<T>(nodes.ConnectionString, sql);
}
