using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The modules that the basic, implicit and hybrid plans share, in every response type, answered and posted.</summary>
public sealed class CoreModules(Op op) : IClassFixture<Op>
{
    /// <summary>OpenID Connect Core §2: without it, or max_age, an ID token need not say when the person signed in.</summary>
    internal static JsonObject Timed => new() { ["require_auth_time"] = true };

    [Theory(DisplayName = "oidcc-server")]
    [Spec("OpenID Connect Core §3.2.2.5"), Spec("OpenID Connect Core §3.2.2.10"), Spec("OpenID Connect Core §3.3.2.5")]
    [Spec("OpenID Connect Core §3.3.2.11"), Spec("OpenID Connect Core §3.3.3.3"), Spec("OpenID Connect Core §3.3.3.6")]
    [Spec("OpenID Connect Core §15.2")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_flow_goes_well(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        await rp.SignInAsync();
    }

    [Theory(DisplayName = "oidcc-response-type-missing")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task A_request_without_response_type_is_refused(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        // Without the response type nobody knows which channel was meant, but for a form.
        var answer = await rp.Browser.TravelAsync(rp.RedirectUri, rp.Address(("response_type", null)), rp.Email);

        Assert.True(answer["error"] is "invalid_request" or "unsupported_response_type", answer["error"]);
        Assert.Equal(variant.IsFormPost ? Channel.FormPost : Channel.Query, answer.Channel);
    }

    [Theory(DisplayName = "oidcc-idtoken-signature")]
    [Spec("OpenID Connect Core §2"), Spec("OpenID Connect Core §10.1"), Spec("OpenID Connect Core §15.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task The_ID_token_names_the_key_that_signed_it(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        var signed = await rp.SignInAsync();

        Assert.Equal("RS256", ServedKeys.Header(signed.Token).GetProperty("alg").GetString());
        Assert.NotNull(ServedKeys.Header(signed.Token).GetProperty("kid").GetString());
    }

    [Theory(DisplayName = "oidcc-userinfo-get"), Spec("OpenID Connect Core §5.3.1"), Spec("OpenID Connect Core §15.2")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task Userinfo_answers_GET(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);
        var signed = await rp.SignInAsync();

        if (await rp.ClaimsOfUserAsync(signed) is null)
            Assert.Equal("id_token", variant.ResponseType);
    }

    [Theory(DisplayName = "oidcc-userinfo-post-header"), Spec("OpenID Connect Core §5.3.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task Userinfo_answers_POST_with_a_header(Variant variant) =>
        UserInfoByPostAsync(variant, (request, token) => request.Headers.Authorization = new("Bearer", token));

    [Theory(DisplayName = "oidcc-userinfo-post-body"), Spec("OpenID Connect Core §5.3.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task Userinfo_answers_POST_with_a_form(Variant variant) =>
        UserInfoByPostAsync(
            variant,
            (request, token) => request.Content = new FormUrlEncodedContent([new("access_token", token)])
        );

    [Theory(DisplayName = "oidcc-scope-profile")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task The_scope_profile(Variant variant) => ScopeAsync(variant, "openid profile", ["name", "zoneinfo"]);

    [Theory(DisplayName = "oidcc-scope-email")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task The_scope_email(Variant variant) => ScopeAsync(variant, "openid email", ["email", "email_verified"]);

    [Theory(DisplayName = "oidcc-scope-address")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task The_scope_address(Variant variant) => ScopeAsync(variant, "openid address", ["address"]);

    [Theory(DisplayName = "oidcc-scope-phone")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task The_scope_phone(Variant variant) => ScopeAsync(variant, "openid phone", ["phone_number"]);

    [Theory(DisplayName = "oidcc-scope-all")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task All_scopes_together(Variant variant) =>
        ScopeAsync(variant, "openid profile email address phone", ["name", "email", "address", "phone_number"]);

    [Theory(DisplayName = "oidcc-alternate-happy-flow")]
    [Spec("OpenID Connect Core §2"), Spec("OpenID Connect Core §5.7")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task Two_people_have_two_subjects(Variant variant)
    {
        using var first = await Rp.RegisterAsync(op, variant);
        using var second = await Rp.RegisterAsync(op, variant);

        var one = await first.SignInAsync();
        var other = await second.SignInAsync();

        Assert.NotEqual(one.Answer["state"], other.Answer["state"]);
        if (one.IdToken is not null)
            Assert.NotEqual(one.IdToken.Subject, other.IdToken!.Subject);
    }

    [Theory(DisplayName = "oidcc-display-page"), Spec("OpenID Connect Core §15.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task Display_page(Variant variant) => WithAsync(variant, ("display", "page"));

    [Theory(DisplayName = "oidcc-display-popup"), Spec("OpenID Connect Core §15.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task Display_popup(Variant variant) => WithAsync(variant, ("display", "popup"));

    [Theory(DisplayName = "oidcc-ui-locales"), Spec("OpenID Connect Core §15.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task Ui_locales(Variant variant) => WithAsync(variant, ("ui_locales", "se pl"));

    [Theory(DisplayName = "oidcc-claims-locales"), Spec("OpenID Connect Core §15.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task Claims_locales(Variant variant) => WithAsync(variant, ("claims_locales", "se"));

    [Theory(DisplayName = "oidcc-ensure-request-with-acr-values-succeeds"), Spec("OpenID Connect Core §15.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task Acr_values(Variant variant) => WithAsync(variant, ("acr_values", "1 2"));

    [Theory(DisplayName = "oidcc-login-hint")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task Login_hint(Variant variant) => WithAsync(variant, ("login_hint", "somebody@example.com"));

    [Theory(DisplayName = "oidcc-ensure-request-with-unknown-parameter-succeeds")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public Task An_unknown_parameter(Variant variant) => WithAsync(variant, ("extra", "foobar"));

    [Theory(DisplayName = "oidcc-prompt-login")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task Prompt_login_has_the_person_sign_in_again(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant, Timed);
        var before = await rp.SignInAsync();

        await AssertAskedAsync(rp, ("prompt", "login"));
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        var after = await rp.SignInAsync(("prompt", "login"));

        AssertSamePersonSignedInAgain(before, after);
    }

    [Theory(DisplayName = "oidcc-prompt-none-not-logged-in")]
    [Spec("OpenID Connect Core §3.2.2.6"), Spec("OpenID Connect Core §3.3.2.6")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task Prompt_none_without_a_session_is_refused(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        await rp.RefusedAsync(
            ["login_required", "interaction_required", "account_selection_required"],
            ("prompt", "none")
        );
    }

    [Theory(DisplayName = "oidcc-prompt-none-logged-in")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task Prompt_none_with_a_session_asks_nothing(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant, Timed);
        var before = await rp.SignInAsync();

        var visit = await rp.Browser.GetAsync(rp.Address(("prompt", "none")));

        var answer = Journey.Answer(visit, rp.RedirectUri);
        Assert.NotNull(answer);
        AssertSameSignIn(before, await rp.CheckAsync(answer, rp.Request()));
    }

    [Theory(DisplayName = "oidcc-max-age-1"), Spec("OpenID Connect Core §15.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task Max_age_1_has_the_person_sign_in_again(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant, Timed);
        var before = await rp.SignInAsync();
        await Task.Delay(2100, TestContext.Current.CancellationToken);

        await AssertAskedAsync(rp, ("max_age", "1"));
        var after = await rp.SignInAsync(("max_age", "1"));

        AssertSamePersonSignedInAgain(before, after);
    }

    [Theory(DisplayName = "oidcc-max-age-10000")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task Max_age_10000_lets_the_session_be(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant, Timed);
        var before = await rp.SignInAsync();

        AssertSameSignIn(before, await rp.SignInAsync(("max_age", "10000"), ("prompt", "none")));
    }

    [Theory(DisplayName = "oidcc-id-token-hint"), Spec("OpenID Connect Core §3.1.2.1")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task The_hint_of_who_is_signed_in_asks_nothing(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant, Timed);
        var before = await rp.SignInAsync();

        AssertSameSignIn(before, await rp.SignInAsync(("prompt", "none"), ("id_token_hint", before.Token)));
    }

    [Theory(DisplayName = "oidcc-ensure-registered-redirect-uri")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task An_address_that_is_not_registered_is_shown_and_not_followed(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        await rp.ShownAsync(rp.Address(("redirect_uri", $"{rp.RedirectUri}/other")));
    }

    [Theory(DisplayName = "oidcc-claims-essential")]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public async Task An_essential_claim_is_there(Variant variant)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        // OpenID Connect Core §5.5: userinfo is not asked for where there is no access token to ask it with.
        var claims =
            variant.ResponseType == "id_token"
                ? """{"id_token":{"auth_time":{"essential":true}}}"""
                : """{"userinfo":{"name":{"essential":true}},"id_token":{"auth_time":{"essential":true}}}""";
        var signed = await rp.SignInAsync(("claims", claims));

        if (await rp.ClaimsOfUserAsync(signed) is { } info)
            Assert.Equal("Test Person", info.GetProperty("name").GetString());
        Assert.True(signed.AuthTime > 0);
    }

    private async Task UserInfoByPostAsync(Variant variant, Action<HttpRequestMessage, string> attach)
    {
        using var rp = await Rp.RegisterAsync(op, variant);
        var signed = await rp.SignInAsync();
        if (signed.AccessToken is not { } token)
        {
            Assert.Equal("id_token", variant.ResponseType);
            return;
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, op.Path("userinfo_endpoint"));
        attach(request, token);

        var answer = await op.Http.SendForAnswerAsync(request);

        Assert.Equal((200, signed.IdToken?.Subject ?? answer["sub"]), (answer.Status, answer["sub"]));
    }

    private async Task ScopeAsync(Variant variant, string scope, string[] claims)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        var signed = await rp.SignInAsync(("scope", scope));

        // OpenID Connect Core §5.4: where no access token is issued, the ID token has them.
        var said = await rp.ClaimsOfUserAsync(signed) ?? signed.IdToken!.Json;
        Assert.All(claims, name => Assert.True(said.TryGetProperty(name, out _), name));
    }

    private async Task WithAsync(Variant variant, params (string Name, string? Value)[] changes)
    {
        using var rp = await Rp.RegisterAsync(op, variant);

        await rp.SignInAsync(changes);
    }

    private static async Task AssertAskedAsync(Rp rp, params (string Name, string? Value)[] changes)
    {
        var visit = await rp.Browser.GetAsync(rp.Address(changes));

        Assert.NotNull(visit.Location);
        Assert.False(visit.Location.StartsWith(rp.RedirectUri, StringComparison.Ordinal), visit.Location);
    }

    private static void AssertSameSignIn(Signed before, Signed after)
    {
        if (before.IdToken is null)
            return;
        Assert.Equal(before.IdToken.Subject, after.IdToken!.Subject);
        Assert.Equal(before.AuthTime, after.AuthTime);
    }

    private static void AssertSamePersonSignedInAgain(Signed before, Signed after)
    {
        if (before.IdToken is null)
            return;
        Assert.Equal(before.IdToken.Subject, after.IdToken!.Subject);
        Assert.True(after.AuthTime > before.AuthTime, $"{before.AuthTime} {after.AuthTime}");
    }
}
