using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Identity.Authentication.Provider;
using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>Keys that are too many, too large, too slow, none, or others each time: an API that has good ones keeps them.</summary>
public sealed class HostileKeySets : IAsyncLifetime
{
    private ProtectedApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await ProtectedApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    public static TheoryData<string> Hostile =>
        ["huge", "endless", "many", "empty", "garbage", "redirect", "two of a name"];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task With_nothing_else_to_go_by_nobody_is_let_in_and_nobody_refused(string kind)
    {
        TurnHostile(kind);

        Assert.Equal(503, (await _api.GetAsync(new TestToken(_api.Provider))).Status);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task The_good_keys_stay(string kind)
    {
        var token = new TestToken(_api.Provider);
        (await _api.GetAsync(token)).ShouldLetIn();
        TurnHostile(kind);
        using var unknown = SigningKey.Create(JwsAlgorithm.ES256);

        (await _api.GetAsync(new TestToken(_api.Provider) { Key = unknown })).ShouldRefuse("invalid_token");

        Assert.Equal(2, _api.Provider.Asked(FakeProvider.JwksPath));
        (await _api.GetAsync(token)).ShouldLetIn();
    }

    [Fact]
    public async Task A_slow_key_set_is_waited_for_once_and_not_for_long()
    {
        var token = new TestToken(_api.Provider);
        (await _api.GetAsync(token)).ShouldLetIn();
        _api.Provider.Answer(FakeProvider.JwksPath, http => Task.Delay(TimeSpan.FromMinutes(5), http.RequestAborted));
        using var unknown = SigningKey.Create(JwsAlgorithm.ES256);
        var stranger = new TestToken(_api.Provider) { Key = unknown }.Sign();
        var watch = Stopwatch.StartNew();

        var strangers = Enumerable.Range(0, 20).Select(_ => _api.GetAsync(stranger)).ToList();
        await Soon.BecomesAsync(() => _api.Provider.Asked(FakeProvider.JwksPath) == 2);
        for (var i = 0; i < 20; i++)
            (await _api.GetAsync(token)).ShouldLetIn();

        Assert.True(watch.Elapsed < ProviderHttp.Patience, "Those with known keys have waited as well.");
        Assert.All(await Task.WhenAll(strangers), answer => answer.ShouldRefuse("invalid_token"));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, ProviderHttp.Patience + TimeSpan.FromSeconds(5));
        Assert.Equal(2, _api.Provider.Asked(FakeProvider.JwksPath));
    }

    [Fact]
    public async Task Keys_that_change_with_every_look_are_looked_at_once_a_minute()
    {
        (await _api.GetAsync(new TestToken(_api.Provider))).ShouldLetIn();
        for (var i = 0; i < 30; i++)
        {
            _api.Provider.Published.Clear();
            _api.Provider.Rotate(JwsAlgorithm.ES256);
            await _api.GetAsync(new TestToken(_api.Provider));
        }

        Assert.Equal(2, _api.Provider.Asked(FakeProvider.JwksPath));
    }

    private void TurnHostile(string kind)
    {
        var key = _api.Provider.Key.Verification.ToJwk();
        switch (kind)
        {
            case "huge":
                _api.Provider.Answer(
                    FakeProvider.JwksPath,
                    200,
                    $$"""{"keys":[{{key.ToJson()}}],"padding":"{{new string('x', 300 * 1024)}}"}"""
                );
                break;
            case "endless":
                _api.Provider.Answer(FakeProvider.JwksPath, WriteForeverAsync);
                break;
            case "many":
                var keys = new JsonArray([
                    .. Enumerable
                        .Range(0, JwkSet.MaximumKeys + 1)
                        .Select(i => (key with { Kid = i.ToString(CultureInfo.InvariantCulture) }).ToJson())
                        .Select(json => JsonNode.Parse(json)),
                ]);
                _api.Provider.Answer(FakeProvider.JwksPath, 200, new JsonObject { ["keys"] = keys }.ToJsonString());
                break;
            case "two of a name":
                _api.Provider.Answer(FakeProvider.JwksPath, 200, $$"""{"keys":[{{key.ToJson()}},{{key.ToJson()}}]}""");
                break;
            case "redirect":
                _api.Provider.Answer(
                    FakeProvider.JwksPath,
                    http =>
                    {
                        http.Response.Redirect("/elsewhere");
                        return Task.CompletedTask;
                    }
                );
                break;
            default:
                _api.Provider.Answer(FakeProvider.JwksPath, 200, kind == "empty" ? """{"keys":[]}""" : "<html>");
                break;
        }
    }

    // Without a length, so that only counting helps.
    private static async Task WriteForeverAsync(HttpContext http)
    {
        var kilobytes = new byte[64 * 1024];
        kilobytes.AsSpan().Fill((byte)' ');
        while (!http.RequestAborted.IsCancellationRequested)
            await http.Response.Body.WriteAsync(kilobytes, http.RequestAborted);
    }
}
