using System.Globalization;
using System.Text.Json;
using Identity.Server.Clients;
using Identity.Server.Sessions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Device;

/// <summary>A device that asks and asks, on a clock of the test's own.</summary>
public sealed class DeviceCodeTests(ClassDatabase database) : IClassFixture<ClassDatabase>, IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(database.ConnectionString, Ct, clock: _clock);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Fact, Spec("RFC 8628 §3.4"), Spec("RFC 8628 §3.5")]
    public async Task A_device_that_was_let_in_gets_its_tokens()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync();
        (await scene.PollAsync(begun)).ShouldRefuse("authorization_pending");
        _clock.Advance(TimeSpan.FromSeconds(5));
        await scene.ApproveAsync(begun);

        var tokens = await scene.PollAsync(begun);

        var access = await Verified(tokens.Issued(), "at+jwt");
        Assert.Equal(scene.Audience, access.GetProperty("aud").GetString());
        Assert.Equal(scene.Client.Id, access.GetProperty("client_id").GetString());
        var identity = await Verified(tokens.Issued("id_token"), "JWT");
        Assert.Equal(access.GetProperty("sub").GetString(), identity.GetProperty("sub").GetString());
        Assert.Equal(_clock.Now.ToUnixTimeSeconds(), identity.GetProperty("auth_time").GetInt64());
        Assert.Equal(scene.EveryScope, tokens["scope"]);
        (await scene.RefreshAsync(tokens.Issued("refresh_token"))).ShouldSucceed();
        (await Server.UserInfoAsync(tokens.Issued())).ShouldSucceed();
    }

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task Who_asks_too_often_has_to_wait_five_seconds_longer_each_time()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync();
        (await scene.PollAsync(begun)).ShouldRefuse("authorization_pending");

        await PollAfterAsync(scene, begun, 2, "slow_down"); // ten from now on
        await PollAfterAsync(scene, begun, 10, "authorization_pending");
        await PollAfterAsync(scene, begun, 8, "slow_down"); // fifteen from now on
        await PollAfterAsync(scene, begun, 13, "slow_down"); // twenty from now on
        await PollAfterAsync(scene, begun, 20, "authorization_pending");
    }

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task Another_node_knows_how_long_it_has_to_wait()
    {
        await using var other = await TestServer.StartAsync(
            database.ConnectionString,
            Ct,
            new Dictionary<string, string?> { ["Issuer"] = Server.Issuer },
            _clock
        );
        var scene = await Scene.SetAsync(Server);
        await other.Get<ClientCatalog>().ReloadAsync(Ct);
        var begun = await scene.BeginDeviceAsync();
        await scene.PollAsync(begun);
        (await scene.PollAsync(begun)).ShouldRefuse("slow_down");

        await PollAfterAsync(scene with { Server = other }, begun, 8, "slow_down");
    }

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task Haste_costs_nobody_what_they_were_allowed()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync();
        await scene.PollAsync(begun);
        (await scene.PollAsync(begun)).ShouldRefuse("slow_down");
        await scene.ApproveAsync(begun);

        (await scene.PollAsync(begun)).ShouldSucceed();
    }

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task A_device_that_was_turned_away_is_told_so()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync();
        await scene.RefuseAsync(begun);

        (await scene.PollAsync(begun)).ShouldRefuse("access_denied");
        (await scene.PollAsync(begun)).ShouldRefuse("access_denied");
    }

    [Fact, Spec("RFC 8628 §3.5"), Spec("RFC 8628 §3.2")]
    public async Task After_ten_minutes_it_is_too_late()
    {
        var scene = await Scene.SetAsync(Server);
        var (left, allowed) = (await scene.BeginDeviceAsync(), await scene.BeginDeviceAsync());
        await scene.ApproveAsync(allowed);
        _clock.Advance(TimeSpan.FromSeconds(599));
        (await scene.PollAsync(left)).ShouldRefuse("authorization_pending");
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await scene.PollAsync(left)).ShouldRefuse("expired_token");
        (await scene.PollAsync(allowed)).ShouldRefuse("expired_token");
    }

    [Fact, Spec("RFC 8628 §3.5"), Spec("RFC 6749 §5.2")]
    public async Task A_device_code_is_good_once()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync();
        await scene.ApproveAsync(begun);
        var tokens = await scene.PollAsync(begun);
        tokens.ShouldSucceed();

        (await scene.PollAsync(begun)).ShouldRefuse("invalid_grant");

        (await scene.IntrospectAsync(tokens.Issued())).ShouldBeActive();
    }

    [Fact, Spec("RFC 8628 §3.4")]
    public async Task A_code_that_is_missing_or_damaged_is_refused()
    {
        var scene = await Scene.SetAsync(Server);
        var code = (await scene.BeginDeviceAsync()).Issued("device_code");

        (await Server.TokenAsync(scene.Client, ("grant_type", Devices.GrantType))).ShouldRefuse("invalid_request");
        foreach (var damaged in new[] { code[3..], $"{code}A", $"{code[..^1]}=", code.ToUpperInvariant(), "dc_" })
        {
            (
                await Server.TokenAsync(scene.Client, ("grant_type", Devices.GrantType), ("device_code", damaged))
            ).ShouldRefuse("invalid_grant");
        }
    }

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task Who_was_suspended_meanwhile_has_allowed_nothing()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync();
        await scene.ApproveAsync(begun);
        await scene.SuspendAsync();

        (await scene.PollAsync(begun)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task Neither_has_who_has_a_new_password()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync();
        await scene.ApproveAsync(begun);
        await Server.SetPasswordAsync(scene.Email, "seven green lanterns hum");

        (await scene.PollAsync(begun)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("OpenID Connect Core §11"), Spec("OpenID Connect Back-Channel Logout §2.7")]
    public async Task Without_offline_access_it_ends_with_the_browser_in_which_it_was_allowed()
    {
        var scene = await Scene.SetAsync(Server);
        var (early, late) = (await scene.BeginDeviceAsync("openid"), await scene.BeginDeviceAsync("openid"));
        var session = await scene.ApproveAsync(early);
        await Server.Get<SessionEnds>().EndAsync(session.Handle.Reveal(), Ct);
        (await scene.PollAsync(early)).ShouldRefuse("invalid_grant");
        session = await scene.ApproveAsync(late);

        var tokens = await scene.PollAsync(late);

        var sid = session.Session.Id.ToString("D", CultureInfo.InvariantCulture);
        Assert.Equal(sid, ServedKeys.Claims(tokens.Issued()).GetProperty("sid").GetString());
        Assert.NotNull(tokens["refresh_token"]);
    }

    [Fact, Spec("OpenID Connect Core §11")]
    public async Task With_offline_access_it_goes_on_without_that_browser()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync("openid offline_access");
        var session = await scene.ApproveAsync(begun);
        await Server.Get<SessionEnds>().EndAsync(session.Handle.Reveal(), Ct);

        var tokens = await scene.PollAsync(begun);

        Assert.False(ServedKeys.Claims(tokens.Issued()).TryGetProperty("sid", out _));
        _clock.Advance(TimeSpan.FromDays(13));
        (await scene.RefreshAsync(tokens.Issued("refresh_token"))).ShouldSucceed();
    }

    [Fact, Spec("OpenID Connect Core §11")]
    public async Task What_is_tied_to_a_browser_does_not_outlive_its_session()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync("openid");
        var session = await scene.ApproveAsync(begun);
        var token = (await scene.PollAsync(begun)).Issued("refresh_token");
        var day = TimeSpan.FromDays(1);
        for (; _clock.Now + day < session.Session.ExpiresAt; _clock.Advance(day))
            token = (await scene.RefreshAsync(token)).Issued("refresh_token");
        _clock.Set(session.Session.ExpiresAt);

        (await scene.RefreshAsync(token)).ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 6749 §1.5")]
    public async Task A_client_without_refresh_tokens_gets_none()
    {
        var scene = await Scene.SetAsync(Server, client: asked => asked with { GrantTypes = [Devices.GrantType] });
        var begun = await scene.BeginDeviceAsync();
        await scene.ApproveAsync(begun);

        var tokens = await scene.PollAsync(begun);

        Assert.Null(tokens["refresh_token"]);
        Assert.True(ServedKeys.Claims(tokens.Issued()).TryGetProperty("grant_id", out _));
        Assert.DoesNotContain("offline_access", tokens.Issued("scope"), StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 8707 §2.2")]
    public async Task A_token_is_for_an_api_that_the_person_was_asked_about()
    {
        var (audience, other, _) = await Server.AddApiAsync();
        var scene = await Scene.SetAsync(Server, client: asked => asked with { Scopes = [.. asked.Scopes, other] });
        var begun = await scene.BeginDeviceAsync($"{scene.Scope} {other}", ("resource", scene.Audience));
        await scene.ApproveAsync(begun);

        (await scene.PollAsync(begun, ("resource", audience))).ShouldRefuse("invalid_target");
        (await scene.PollAsync(begun, ("resource", "urn:nobody"))).ShouldRefuse("invalid_target");

        var tokens = await scene.PollAsync(begun);
        Assert.Equal(scene.Audience, ServedKeys.Claims(tokens.Issued()).GetProperty("aud").GetString());
    }

    [Fact, Spec("RFC 6749 §3.3")]
    public async Task What_the_client_may_no_longer_do_is_not_issued()
    {
        var scene = await Scene.SetAsync(Server);
        var begun = await scene.BeginDeviceAsync();
        await scene.ApproveAsync(begun);
        await Server.ChangeClientAsync(scene.Client, row => row.Scopes = ["openid", scene.Scope]);

        Assert.Equal($"openid {scene.Scope}", (await scene.PollAsync(begun)).Issued("scope"));
    }

    private async Task PollAfterAsync(Scene scene, TestAnswer begun, int seconds, string expected)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        (await scene.PollAsync(begun)).ShouldRefuse(expected);
    }

    private async Task<JsonElement> Verified(string token, string type) =>
        ServedKeys.Verify(await Server.KeysAsync(), token, type, _clock.Now).Claims.Json;
}
