using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Jose;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Authentication.Tests.Fixtures;

/// <summary>The part of a provider at which people sign in: alice is there already, and agrees to everything.</summary>
internal sealed class FakeSignIn
{
    public const string ClientId = "app";
    public const string Secret = "a secret of the app that is long enough for HMAC";
    public const string Subject = "alice";

    private readonly FakeProvider _provider;
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _pushed = new(StringComparer.Ordinal);
    private int _count;

    public FakeSignIn(FakeProvider provider)
    {
        _provider = provider;
        provider.Answer("/authorize", AuthorizeAsync);
        provider.Answer("/par", PushAsync);
        provider.Answer("/token", TokenAsync);
        provider.Answer("/userinfo", UserInfoAsync);
        provider.Answer("/logout", LogoutAsync);
        provider.Answer("/revoke", RevokeAsync);
        provider.Metadata["authorization_response_iss_parameter_supported"] = true;
        provider.Metadata["revocation_endpoint"] = $"{provider.Issuer}/revoke";
    }

    /// <summary>What the last browser asked for.</summary>
    public Dictionary<string, string> Asked { get; private set; } = [];

    /// <summary>What the token endpoint was last sent.</summary>
    public Dictionary<string, string> Traded { get; private set; } = [];

    /// <summary>The headers of that.</summary>
    public Dictionary<string, string> TradedHeaders { get; private set; } = [];

    public Dictionary<string, string> LoggedOut { get; private set; } = [];

    public ConcurrentQueue<string> Revoked { get; } = new();

    /// <summary>The headers of the last request for userinfo.</summary>
    public Dictionary<string, string> UserInfoHeaders { get; private set; } = [];

    /// <summary>Spoils what the browser is sent back with.</summary>
    public Action<Dictionary<string, string?>> OnAnswer { get; set; } = _ => { };

    /// <summary>Spoils the claims of ID tokens.</summary>
    public Action<JsonObject> OnIdToken { get; set; } = _ => { };

    /// <summary>Spoils what the token endpoint answers.</summary>
    public Action<JsonObject> OnTokens { get; set; } = _ => { };

    /// <summary>Signs ID tokens, unless a test has somebody else do it.</summary>
    public Func<string, string>? SignIdToken { get; set; }

    /// <summary>What is known of alice beyond the ID token.</summary>
    public JsonObject Person { get; } =
        new()
        {
            ["sub"] = Subject,
            ["name"] = "Alice",
            ["email"] = "alice@example.com",
            ["email_verified"] = true,
            ["roles"] = new JsonArray("reader", "writer"),
        };

    public string Sid { get; set; } = "session-1";

    public TimeSpan TokenLife { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The refresh token that is good now.</summary>
    public string RefreshToken { get; private set; } = "";

    public int Refreshes { get; private set; }

    /// <summary>What the token endpoint answers a refresh with in place of tokens.</summary>
    public (int Status, string Body)? RefuseRefresh { get; set; }

    /// <summary>How long a refresh takes.</summary>
    public TimeSpan RefreshTakes { get; set; }

    /// <summary>As a provider that leaves refresh tokens as they are.</summary>
    public void GoBackTo(string refreshToken) => RefreshToken = refreshToken;

    /// <summary>A token as the provider signs them.</summary>
    public string Sign(JsonObject claims, string? type = null, SigningKey? key = null) =>
        CompactJws.Sign(Encoding.UTF8.GetBytes(claims.ToJsonString()), key ?? _provider.Key, type);

    /// <summary>A logout token that is valid in every way.</summary>
    public JsonObject LogoutClaims() =>
        new()
        {
            ["iss"] = _provider.Issuer,
            ["aud"] = ClientId,
            ["iat"] = Now,
            ["exp"] = Now + 120,
            ["jti"] = "logout-1",
            ["sub"] = Subject,
            ["sid"] = Sid,
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };

    private long Now => _provider.Clock.Now.ToUnixTimeSeconds();

    private Task AuthorizeAsync(HttpContext http)
    {
        var query = http.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        Asked = query.TryGetValue("request_uri", out var uri) ? _pushed[uri] : query;
        var code = $"code-{Interlocked.Increment(ref _count)}";
        _codes[code] = Asked;
        var answer = new Dictionary<string, string?>
        {
            ["code"] = code,
            ["state"] = Asked["state"],
            ["iss"] = _provider.Issuer,
        };
        OnAnswer(answer);
        http.Response.Redirect(QueryHelpers.AddQueryString(Asked["redirect_uri"], answer));
        return Task.CompletedTask;
    }

    private async Task PushAsync(HttpContext http)
    {
        var form = (await http.Request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        var uri = $"urn:pushed:{Interlocked.Increment(ref _count)}";
        _pushed[uri] = form;
        http.Response.StatusCode = 201;
        await FakeProvider.WriteAsync(http, new JsonObject { ["request_uri"] = uri, ["expires_in"] = 60 });
    }

    private async Task TokenAsync(HttpContext http)
    {
        Traded = (await http.Request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        TradedHeaders = http.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        var nonce = Traded["grant_type"] == "refresh_token" ? await RefreshAsync(http) : await RedeemAsync(http);
        if (http.Response.HasStarted)
            return;
        var accessToken = $"access-{Interlocked.Increment(ref _count)}";
        RefreshToken = $"refresh-{Interlocked.Increment(ref _count)}";
        var tokens = new JsonObject
        {
            ["access_token"] = accessToken,
            ["token_type"] = TradedHeaders.ContainsKey("DPoP") ? "DPoP" : "Bearer",
            ["expires_in"] = (long)TokenLife.TotalSeconds,
            ["refresh_token"] = RefreshToken,
            ["id_token"] = IdToken(accessToken, nonce),
        };
        OnTokens(tokens);
        await FakeProvider.WriteAsync(http, tokens);
    }

    private async Task<string?> RedeemAsync(HttpContext http)
    {
        if (
            _codes.TryRemove(Traded["code"], out var asked)
            && asked["code_challenge"]
                == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Traded["code_verifier"])))
            && asked["redirect_uri"] == Traded["redirect_uri"]
        )
        {
            return asked["nonce"];
        }
        await RefuseAsync(http, 400, """{"error":"invalid_grant"}""");
        return null;
    }

    private async Task<string?> RefreshAsync(HttpContext http)
    {
        Refreshes++;
        await Task.Delay(RefreshTakes);
        if (RefuseRefresh is { } refusal)
            await RefuseAsync(http, refusal.Status, refusal.Body);
        else if (Traded["refresh_token"] != RefreshToken)
            await RefuseAsync(http, 400, """{"error":"invalid_grant"}""");
        return null;
    }

    private string IdToken(string accessToken, string? nonce)
    {
        var claims = new JsonObject
        {
            ["iss"] = _provider.Issuer,
            ["sub"] = Subject,
            ["aud"] = ClientId,
            ["exp"] = Now + 300,
            ["iat"] = Now,
            ["auth_time"] = 1_800_000_000,
            ["sid"] = Sid,
            ["acr"] = "password",
            ["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16)),
        };
        if (nonce is not null)
            claims["nonce"] = nonce;
        OnIdToken(claims);
        return SignIdToken?.Invoke(claims.ToJsonString()) ?? Sign(claims, "JWT");
    }

    private Task UserInfoAsync(HttpContext http)
    {
        UserInfoHeaders = http.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        return FakeProvider.WriteAsync(http, Person);
    }

    private Task LogoutAsync(HttpContext http)
    {
        LoggedOut = http.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        http.Response.Redirect(
            QueryHelpers.AddQueryString(LoggedOut["post_logout_redirect_uri"], "state", LoggedOut["state"])
        );
        return Task.CompletedTask;
    }

    private async Task RevokeAsync(HttpContext http) =>
        Revoked.Enqueue((await http.Request.ReadFormAsync())["token"].ToString());

    private static async Task RefuseAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body);
    }
}
