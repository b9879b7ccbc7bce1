using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>What a flow that went well has brought, every piece of it checked.</summary>
internal sealed record Signed(AppAnswer Answer, JsonElement? Tokens, JwtClaims? IdToken, string? AccessToken)
{
    /// <summary>When the person signed in, as the ID token says.</summary>
    public long AuthTime => IdToken!.Json.GetProperty("auth_time").GetInt64();

    /// <summary>An ID token as it came: the one of the answer, where there is one.</summary>
    public string Token => Answer["id_token"] ?? Tokens!.Value.GetProperty("id_token").GetString()!;
}

/// <summary>A relying party as the certification has it: it sends requests in one variant and believes nothing.</summary>
internal sealed class Rp : IDisposable
{
    private readonly string _state = Random();
    private readonly string _nonce = Random();

    private Rp(Op op, Variant variant, TestClient client, string redirectUri, string email)
    {
        (Op, Variant, Client, RedirectUri, Email) = (op, variant, client, redirectUri, email);
        Browser = new Visitor(op.Address);
    }

    public Op Op { get; }

    public Variant Variant { get; }

    public TestClient Client { get; }

    public string RedirectUri { get; }

    /// <summary>The person in front of it.</summary>
    public string Email { get; }

    public Visitor Browser { get; }

    /// <summary>What it shows beside its id at the token endpoint, where it has no secret.</summary>
    public Func<(string Name, string Value)[]> Proof { get; init; } = () => [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Rp> RegisterAsync(
        Op op,
        Variant variant,
        JsonObject? metadata = null,
        ClientAuthenticationMethod method = ClientAuthenticationMethod.ClientSecretBasic,
        string? email = null
    )
    {
        var redirectUri = NewRedirectUri();
        var client = await op.RegisterAsync(redirectUri, metadata, method);
        return new Rp(op, variant, client, redirectUri, email ?? await op.AddPersonAsync());
    }

    /// <summary>One whose metadata has addresses at the origin of its redirect URI.</summary>
    public static async Task<Rp> RegisterAsync(Op op, Variant variant, Func<Uri, JsonObject> metadata)
    {
        var redirectUri = NewRedirectUri();
        var client = await op.RegisterAsync(redirectUri, metadata(new Uri(redirectUri)));
        return new Rp(op, variant, client, redirectUri, await op.AddPersonAsync());
    }

    /// <summary>One that registers itself, for the response type of the variant and no other.</summary>
    /// <param name="op">The provider.</param>
    /// <param name="variant">How its requests are answered.</param>
    /// <param name="description">What it says of itself besides.</param>
    /// <param name="proof">What a client of this id shows at the token endpoint.</param>
    /// <remarks>OpenID Connect Dynamic Client Registration §3.1.</remarks>
    public static async Task<Rp> RegisterItselfAsync(
        Op op,
        Variant variant,
        JsonObject? description = null,
        Func<string, (string Name, string Value)[]>? proof = null
    )
    {
        var said = description ?? [];
        said["redirect_uris"] ??= new JsonArray(NewRedirectUri());
        said["response_types"] = new JsonArray(variant.ResponseType);
        said["grant_types"] = new JsonArray([.. variant.GrantTypes]);
        var answer = await op.DescribeAsync(said);
        Assert.True(answer.Status == 201, answer.Body);
        var client = new TestClient(answer["client_id"]!, answer["client_secret"]);
        return new Rp(op, variant, client, $"{said["redirect_uris"]![0]}", await op.AddPersonAsync())
        {
            Proof = () => proof?.Invoke(client.Id) ?? [],
        };
    }

    public static string NewRedirectUri() => $"https://{TestClients.Unique("rp")}.example.com/callback";

    public void Dispose() => Browser.Dispose();

    /// <summary>The address of a valid request, with some parameters replaced, or removed where the value is null.</summary>
    public string Address(params (string Name, string? Value)[] changes) =>
        QueryHelpers.AddQueryString(Op.Path("authorization_endpoint"), Request(changes)!);

    public Dictionary<string, string> Request(params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["response_type"] = Variant.ResponseType,
            ["client_id"] = Client.Id,
            ["redirect_uri"] = RedirectUri,
            ["scope"] = "openid",
            ["state"] = _state,
            ["nonce"] = _nonce,
        };
        if (Variant.IsFormPost)
            request["response_mode"] = "form_post";
        foreach (var (name, value) in changes)
        {
            request.Remove(name);
            if (value is not null)
                request[name] = value;
        }

        return request;
    }

    /// <summary>Goes the whole way and checks every piece of what comes back.</summary>
    public async Task<Signed> SignInAsync(params (string Name, string? Value)[] changes) =>
        await CheckAsync(await Browser.TravelAsync(RedirectUri, Address(changes), Email), Request(changes));

    /// <summary>Checks an answer to a request that was in order.</summary>
    public async Task<Signed> CheckAsync(AppAnswer answer, Dictionary<string, string> request)
    {
        Assert.Null(answer["error"]);
        CheckEnvelope(answer, request);
        Assert.Equal(Variant.HasCode, answer["code"] is not null);
        Assert.Equal(Variant.HasIdToken, answer["id_token"] is not null);
        Assert.Equal(Variant.HasAccessToken, answer["access_token"] is not null);
        if (answer["access_token"] is not null)
            Assert.Equal("Bearer", answer["token_type"], ignoreCase: true);

        var keys = await Op.KeysAsync();
        JwtClaims? claims = null;
        if (answer["id_token"] is { } first)
        {
            claims = CheckIdToken(first, keys, request.GetValueOrDefault("nonce"));
            CheckHash(claims, "at_hash", answer["access_token"], isNeeded: answer["access_token"] is not null);
            CheckHash(claims, "c_hash", answer["code"], isNeeded: answer["code"] is not null);
            CheckHash(claims, "s_hash", request.GetValueOrDefault("state"), isNeeded: false);
        }
        if (answer["code"] is not { } code)
            return new Signed(answer, Tokens: null, claims, answer["access_token"]);

        AssertRandom(code);
        var tokens = await RedeemAsync(code);
        CheckTokens(tokens);
        var second = CheckIdToken(tokens["id_token"]!, keys, request.GetValueOrDefault("nonce"));
        CheckHash(second, "at_hash", tokens["access_token"], isNeeded: false);
        if (claims is not null)
            Assert.Equal((claims.Issuer, claims.Subject), (second.Issuer, second.Subject));
        return new Signed(answer, tokens.Json, second, tokens["access_token"]);
    }

    /// <summary>A refusal that came back to the client as it must.</summary>
    public async Task<AppAnswer> RefusedAsync(string[] codes, params (string Name, string? Value)[] changes)
    {
        var answer = await Browser.TravelAsync(RedirectUri, Address(changes), Email);
        CheckRefusal(answer, Request(changes), codes);
        return answer;
    }

    public void CheckRefusal(AppAnswer answer, Dictionary<string, string> request, string[] codes)
    {
        Assert.Contains(answer["error"], codes);
        CheckEnvelope(answer, request);
        Assert.Null(answer["code"]);
        Assert.Null(answer["id_token"]);
        Assert.Null(answer["access_token"]);
        // RFC 6749 §4.1.2.1
        Assert.All(answer["error_description"] ?? "", c => Assert.True(c is >= ' ' and <= '~' and not ('"' or '\\')));
    }

    /// <summary>Something that no client can be told of: a page, and no redirect.</summary>
    public async Task ShownAsync(string address)
    {
        var visit = await Browser.GetAsync(address);

        Assert.Null(visit.Location);
        Assert.InRange(visit.Status, 400, 499);
        Assert.StartsWith(
            "text/html",
            visit.Response.Content.Headers.ContentType?.ToString(),
            StringComparison.Ordinal
        );
    }

    public Task<TestAnswer> RedeemAsync(string code, params (string Name, string Value)[] more) =>
        TokenAsync([("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RedirectUri), .. more]);

    public Task<TestAnswer> TokenAsync(params (string Name, string Value)[] form) =>
        Op.PostAsync(Op.Path("token_endpoint"), Client, [.. form, .. Proof()]);

    public Task<TestAnswer> UserInfoAsync(string accessToken) => Op.GetAsync(Op.Path("userinfo_endpoint"), accessToken);

    /// <summary>The access token of a flow, however this variant gives it out; null where it gives none.</summary>
    public async Task<JsonElement?> ClaimsOfUserAsync(Signed signed)
    {
        if (signed.AccessToken is not { } token)
            return null;
        var answer = await UserInfoAsync(token);
        Assert.Equal(200, answer.Status);
        Assert.Equal(signed.IdToken?.Subject ?? answer["sub"], answer["sub"]);
        return answer.Json;
    }

    /// <summary>The claims of what the provider has signed for this client alone.</summary>
    public async Task<JwtClaims> ReadSignedAsync(string token)
    {
        var expected = new JwtExpectations
        {
            Issuer = Op.Issuer,
            Audience = [Client.Id],
            RequireExpiration = false,
        };
        var verdict = Jwt.Validate(token, await Op.KeysAsync(), expected, TimeProvider.System.GetUtcNow());
        return Assert.IsType<JwtVerdict.Valid>(verdict).Claims;
    }

    private void CheckEnvelope(AppAnswer answer, Dictionary<string, string> request)
    {
        Assert.Equal(Variant.Channel, answer.Channel);
        // And in no other: what is in front of it is the address as it was registered.
        Assert.Equal(RedirectUri, InFrontOf(answer));
        Assert.Equal(request.GetValueOrDefault("state"), answer["state"]);
        // RFC 9207 §2. The control leaves it to the ID token where there is one.
        if (!Op.IsControl || answer["id_token"] is null)
            Assert.Equal(Op.Issuer, answer["iss"]);
    }

    private char Mark => RedirectUri.Contains('?', StringComparison.Ordinal) ? '&' : '?';

    private string InFrontOf(AppAnswer answer) =>
        answer.Channel switch
        {
            Channel.Fragment => answer.Address.Split('#')[0],
            Channel.Query => answer.Address[..answer.Address.IndexOf(Mark, StringComparison.Ordinal)],
            _ => answer.Address,
        };

    private static void CheckTokens(TestAnswer tokens)
    {
        Assert.True(tokens.Status == 200, tokens.Body);
        Assert.Equal("Bearer", tokens["token_type"], ignoreCase: true);
        Assert.True(tokens.Json.GetProperty("expires_in").GetInt64() > 0);
        Assert.Contains("no-store", tokens.Response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        AssertRandom(tokens["access_token"]!);
        if (tokens["refresh_token"] is { } refresh)
            AssertRandom(refresh);
    }

    // OpenID Connect Core §3.1.3.7
    private JwtClaims CheckIdToken(string token, VerificationKeys keys, string? nonce)
    {
        var now = TimeProvider.System.GetUtcNow();
        var verdict = Jwt.Validate(
            token,
            keys,
            new JwtExpectations
            {
                Issuer = Op.Issuer,
                Audience = [Client.Id],
                MaximumAge = TimeSpan.FromMinutes(5),
            },
            now
        );
        var claims = Assert.IsType<JwtVerdict.Valid>(verdict).Claims;
        Assert.Equal([Client.Id], claims.Audience);
        Assert.Equal(nonce, claims.GetString("nonce"));
        Assert.InRange(claims.Subject!.Length, 1, 255);
        if (claims.GetString("azp") is { } azp)
            Assert.Equal(Client.Id, azp);
        return claims;
    }

    private static void CheckHash(JwtClaims claims, string name, string? of, bool isNeeded)
    {
        Assert.True(!isNeeded || claims.GetString(name) is not null, $"{name} is missing");
        if (claims.GetString(name) is not { } hash || of is null)
            return;
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(of)).AsSpan(0, 16)), hash);
    }

    // 128 bits in base64url are 22 characters.
    private static void AssertRandom(string text)
    {
        Assert.True(text.Length >= 22, text.Length.ToString(CultureInfo.InvariantCulture));
        Assert.True(text.Distinct().Count() >= 10);
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
}
