using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The modules of plans with a code, and those of plans with a token in the address.</summary>
public sealed class CodeModules(Op op) : IClassFixture<Op>
{
    [Theory(DisplayName = "oidcc-idtoken-unsigned")]
    [MemberData(nameof(Variant.Basic), MemberType = typeof(Variant))]
    public async Task An_ID_token_without_a_signature_is_neither_promised_nor_issued(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);
        var signed = await rp.SignInAsync();

        var why = await op.RefusalAsync(rp.RedirectUri, new() { ["id_token_signed_response_alg"] = "none" });

        Assert.NotNull(why);
        Assert.DoesNotContain("none", op.Promised("id_token_signing_alg_values_supported"));
        Assert.NotEqual("none", ServedKeys.Header(signed.Token).GetProperty("alg").GetString());
    }

    [Theory(DisplayName = "oidcc-ensure-request-without-nonce-succeeds-for-code-flow")]
    [MemberData(nameof(Variant.BasicHybridWithoutIdToken), MemberType = typeof(Variant))]
    public async Task A_code_alone_needs_no_nonce(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        await rp.SignInAsync(("nonce", null));
    }

    [Theory(DisplayName = "oidcc-ensure-request-without-nonce-fails")]
    [Spec("OpenID Connect Core §3.2.2.1"), Spec("OpenID Connect Core §3.3.2.1")]
    [MemberData(nameof(Variant.ImplicitHybrid), MemberType = typeof(Variant))]
    public async Task An_ID_token_in_the_address_needs_a_nonce(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        if (variant.HasIdToken)
            await rp.RefusedAsync(["invalid_request"], ("nonce", null));
        else
            await rp.SignInAsync(("nonce", null));
    }

    [Theory(DisplayName = "oidcc-codereuse")]
    [MemberData(nameof(Variant.BasicHybrid), MemberType = typeof(Variant))]
    public async Task A_code_is_good_once(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);
        var signed = await rp.SignInAsync();

        var again = await rp.RedeemAsync(signed.Answer["code"]!);

        Assert.Equal((400, "invalid_grant"), (again.Status, again["error"]));
    }

    [Theory(DisplayName = "oidcc-codereuse-30seconds")]
    [MemberData(nameof(Variant.BasicHybrid), MemberType = typeof(Variant))]
    public async Task A_code_used_again_ends_the_tokens_it_gave(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);
        var signed = await rp.SignInAsync();

        // That half a minute makes no difference is proved with a clock that can be moved, in the tests of codes.
        var again = await rp.RedeemAsync(signed.Answer["code"]!);

        Assert.Equal("invalid_grant", again["error"]);
        Assert.Equal(401, (await rp.UserInfoAsync(signed.AccessToken!)).Status);
    }

    [Theory(DisplayName = "oidcc-ensure-request-with-valid-pkce-succeeds")]
    [MemberData(nameof(Variant.BasicHybrid), MemberType = typeof(Variant))]
    public async Task PKCE(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);
        (string, string?)[] challenge =
        [
            ("code_challenge", App.ChallengeOf(App.Verifier)),
            ("code_challenge_method", "S256"),
        ];
        var answer = await rp.Browser.TravelAsync(rp.RedirectUri, rp.Address(challenge), rp.Email);

        var without = await rp.RedeemAsync(answer["code"]!);
        var with = await rp.RedeemAsync(answer["code"]!, ("code_verifier", App.Verifier));

        Assert.Equal("invalid_grant", without["error"]);
        Assert.Equal(200, with.Status);
    }

    [Theory(DisplayName = "oidcc-ensure-post-request-succeeds")]
    [MemberData(nameof(Variant.Basic), MemberType = typeof(Variant))]
    public async Task A_request_by_POST(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);
        var request = rp.Request();

        var posted = await rp.Browser.PostAsync(
            op.Path("authorization_endpoint"),
            [.. request.Select(pair => (pair.Key, pair.Value))]
        );

        Assert.InRange(posted.Status, 302, 303);
        await rp.CheckAsync(await rp.Browser.TravelAsync(rp.RedirectUri, posted.Location!, rp.Email), request);
    }

    [Theory(DisplayName = "oidcc-server-client-secret-post")]
    [MemberData(nameof(Variant.BasicHybrid), MemberType = typeof(Variant))]
    public async Task A_secret_in_the_form(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant, method: ClientAuthenticationMethod.ClientSecretPost);
        var answer = await rp.Browser.TravelAsync(rp.RedirectUri, rp.Address(), rp.Email);

        var tokens = await op.PostAsync(
            op.Path("token_endpoint"),
            client: null,
            ("grant_type", "authorization_code"),
            ("code", answer["code"]!),
            ("redirect_uri", rp.RedirectUri),
            ("client_id", rp.Client.Id),
            ("client_secret", rp.Client.Secret!)
        );

        Assert.Equal(200, tokens.Status);
    }

    [Theory(DisplayName = "oidcc-refresh-token")]
    [MemberData(nameof(Variant.BasicHybrid), MemberType = typeof(Variant))]
    public async Task A_refresh_token_gives_new_tokens_of_the_same_sign_in(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant, CoreModules.Timed);
        var signed = await rp.SignInAsync(("scope", "openid offline_access"), ("prompt", "consent"));
        var refresh = signed.Tokens!.Value.GetProperty("refresh_token").GetString()!;

        var answer = await rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh));

        Assert.Equal(200, answer.Status);
        Assert.NotEqual(signed.AccessToken, answer["access_token"]);
        var claims = ServedKeys.Claims(answer["id_token"]!);
        Assert.Equal(signed.IdToken!.Subject, claims.GetProperty("sub").GetString());
        Assert.Equal(signed.AuthTime, claims.GetProperty("auth_time").GetInt64());
        Assert.Equal(rp.Client.Id, claims.GetProperty("aud").GetString());
        // OpenID Connect Core §12.2: it should have none, and no other.
        if (claims.TryGetProperty("nonce", out var nonce))
            Assert.Equal(rp.Request()["nonce"], nonce.GetString());
        using var other = await Rp.RegisterAsync(op, variant);
        var stolen = await other.TokenAsync(
            ("grant_type", "refresh_token"),
            ("refresh_token", answer["refresh_token"]!)
        );
        Assert.Equal("invalid_grant", stolen["error"]);
    }
}
