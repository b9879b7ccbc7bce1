using System.Text.Json.Nodes;
using Identity.Server.Keys;
using Identity.Server.SpecTests.Fixtures;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The modules of the dynamic plan: each relying party has registered itself, for its response type alone.</summary>
public sealed class DynamicModules(Op op) : IClassFixture<Op>
{
    [Theory]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_client_that_has_registered_itself_signs_people_in(Variant variant)
    {
        using var rp = await Rp.RegisterItselfAsync(op, variant);

        await rp.SignInAsync();
    }

    [Theory(DisplayName = "oidcc-idtoken-rs256")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task An_ID_token_signed_with_RS256(Variant variant)
    {
        using var rp = await Rp.RegisterItselfAsync(op, variant, new() { ["id_token_signed_response_alg"] = "RS256" });

        var signed = await rp.SignInAsync();

        Assert.Equal("RS256", ServedKeys.Header(signed.Token).GetProperty("alg").GetString());
    }

    [Theory(DisplayName = "oidcc-userinfo-rs256")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task Userinfo_signed_with_RS256(Variant variant)
    {
        using var rp = await Rp.RegisterItselfAsync(op, variant, new() { ["userinfo_signed_response_alg"] = "RS256" });
        var signed = await rp.SignInAsync();
        if (signed.AccessToken is not { } token)
        {
            Assert.Equal("id_token", variant.ResponseType);
            return;
        }

        var answer = await rp.UserInfoAsync(token);

        Assert.Equal("application/jwt", answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("RS256", ServedKeys.Header(answer.Body).GetProperty("alg").GetString());
        var claims = await rp.ReadSignedAsync(answer.Body);
        Assert.Equal(signed.IdToken?.Subject ?? claims.Subject, claims.Subject);
    }

    [Theory(DisplayName = "oidcc-ensure-redirect-uri-in-authorization-request")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_request_says_where_its_answer_goes(Variant variant)
    {
        using var rp = await Rp.RegisterItselfAsync(op, variant);

        await rp.ShownAsync(rp.Address(("redirect_uri", null)));
    }

    [Theory(DisplayName = "oidcc-redirect-uri-query-OK")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_query_that_is_registered_comes_back(Variant variant)
    {
        using var rp = await Rp.RegisterItselfAsync(op, variant, Redirecting($"{Rp.NewRedirectUri()}?foo=bar"));

        var signed = await rp.SignInAsync();

        Assert.StartsWith(rp.RedirectUri, signed.Answer.Address, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "oidcc-redirect-uri-query-mismatch")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task Another_query_is_another_address(Variant variant)
    {
        using var rp = await Rp.RegisterItselfAsync(op, variant, Redirecting($"{Rp.NewRedirectUri()}?foo=bar"));

        await rp.ShownAsync(rp.Address(("redirect_uri", rp.RedirectUri.Replace("foo=bar", "bar=foo"))));
    }

    [Theory(DisplayName = "oidcc-redirect-uri-query-added")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_query_more_is_another_address(Variant variant)
    {
        using var rp = await Rp.RegisterItselfAsync(op, variant);

        await rp.ShownAsync(rp.Address(("redirect_uri", $"{rp.RedirectUri}?foo=bar")));
    }

    [Fact(DisplayName = "oidcc-redirect-uri-regfrag")]
    public Task An_address_with_a_fragment_is_not_registered() =>
        RefusedAsync(Redirecting($"{Rp.NewRedirectUri()}#foobar"), "invalid_redirect_uri");

    [Theory(DisplayName = "oidcc-server-rotate-keys")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task New_keys_sign_and_the_old_ones_still_verify(Variant variant)
    {
        using var rp = await Rp.RegisterItselfAsync(op, variant);
        var before = await KeyOfAsync(rp);

        await op.Server.Get<SigningKeys>().RotateAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        var after = await KeyOfAsync(rp);

        Assert.NotEqual(before, after);
        var served = (await op.GetAsync(op.Path("jwks_uri"))).Json.GetProperty("keys").EnumerateArray();
        var kids = served.Select(key => key.GetProperty("kid").GetString()).ToArray();
        Assert.Contains(before, kids);
        Assert.Contains(after, kids);
    }

    [Fact(DisplayName = "oidcc-request-uri-unsigned")]
    public async Task Requests_that_are_not_signed_are_not_registered()
    {
        Assert.DoesNotContain("none", op.Promised("request_object_signing_alg_values_supported"));

        await RefusedAsync(
            new()
            {
                ["request_object_signing_alg"] = "none",
                ["request_uris"] = new JsonArray("https://rp.example.com/request"),
            },
            "invalid_client_metadata"
        );
    }

    private static async Task<string> KeyOfAsync(Rp rp)
    {
        var signed = await rp.SignInAsync();
        return ServedKeys.Header(signed.Token).GetProperty("kid").GetString()!;
    }

    private static JsonObject Redirecting(string uri) => new() { ["redirect_uris"] = new JsonArray(uri) };

    private async Task RefusedAsync(JsonObject description, string code)
    {
        description["redirect_uris"] ??= new JsonArray(Rp.NewRedirectUri());

        var refused = await op.DescribeAsync(description);

        Assert.Equal((400, code), (refused.Status, refused["error"]));
        Assert.Null(refused["client_id"]);
    }
}
