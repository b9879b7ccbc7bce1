using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Authorize;

/// <summary>Every way in which a request may be asked and must be refused.</summary>
public sealed class AuthorizationRequestTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Spec("RFC 6749 §4.1.2.1"), Spec("OpenID Connect Core §3.1.2.2"), Spec("OpenID Connect Core §3.1.2.6")]
    [Spec("OpenID Connect Core §3.1.2.1"), Spec("RFC 6749 §3.1.1"), Spec("RFC 6749 §4.1.1"), Spec("RFC 9700 §4.17")]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_type", "", "invalid_request")]
    [InlineData("response_type", "password", "unsupported_response_type")]
    [InlineData("response_type", "code code", "unsupported_response_type")]
    [InlineData("response_type", " code", "unsupported_response_type")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", "openid  email", "invalid_scope")]
    [InlineData("scope", "openid \"", "invalid_scope")]
    [InlineData("scope", "nobody-knows", "invalid_scope")]
    [InlineData("response_mode", "web_message", "invalid_request")]
    [InlineData("response_mode", "QUERY", "invalid_request")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "NONE", "invalid_request")]
    [InlineData("prompt", "anything", "invalid_request")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("max_age", "1.5", "invalid_request")]
    [InlineData("max_age", "99999999999999999999", "invalid_request")]
    [InlineData("registration", "{}", "registration_not_supported")]
    [InlineData("resource", "urn:nobody:knows", "invalid_target")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "too-short", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", "s256", "invalid_request")]
    public async Task What_is_wrong_is_told_to_the_app(string parameter, string? value, string error)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        var answer = await ready.AnswerAsync((parameter, value));

        answer.ShouldRefuse(error);
        Assert.Equal(Channel.Query, answer.Channel);
        await ready.ShouldBeAsGoodAsBeforeAsync();
    }

    [Theory, Spec("OAuth 2.0 Multiple Response Types §5"), Spec("RFC 6749 §3.1.1"), Spec("RFC 6749 §4.2.2.1")]
    [InlineData("id_token")]
    [InlineData("code id_token")]
    [InlineData("id_token code")]
    [InlineData("token id_token")]
    public async Task A_response_type_that_the_app_is_not_registered_for_is_refused_where_it_would_have_come(
        string type
    )
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        var answer = await ready.AnswerAsync(("response_type", type));

        answer.ShouldRefuse("unauthorized_client");
        Assert.Equal(Channel.Fragment, answer.Channel);
    }

    [Theory, Spec("RFC 6749 §3.1.1"), Spec("OAuth 2.0 Multiple Response Types §5")]
    [InlineData("code id_token", "id_token code")]
    [InlineData("code id_token token", "token code id_token")]
    public async Task The_order_of_the_words_of_a_response_type_means_nothing(string registered, string asked)
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client =>
                client with
                {
                    GrantTypes = ["authorization_code", "implicit"],
                    Metadata = new ClientMetadata { ResponseTypes = [registered] },
                }
        );

        var answer = await ready.AnswerAsync(("response_type", asked));

        Assert.Equal(Channel.Fragment, answer.Channel);
        Assert.NotNull(answer["code"]);
        Assert.NotNull(answer["id_token"]);
    }

    [Theory, Spec("OAuth 2.0 Multiple Response Types §2.1"), Spec("OpenID Connect Core §3.2.2.5")]
    [InlineData("id_token")]
    [InlineData("code token")]
    public async Task Nothing_that_is_worth_something_stands_in_a_query(string type)
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client =>
                client with
                {
                    GrantTypes = ["authorization_code", "implicit"],
                    Metadata = new ClientMetadata { ResponseTypes = ReadyApp.AllTypes },
                }
        );

        var answer = await ready.AnswerAsync(("response_type", type), ("response_mode", "query"));

        answer.ShouldRefuse("invalid_request");
        Assert.Equal(Channel.Fragment, answer.Channel);
    }

    [Fact, Spec("OpenID Connect Core §11"), Spec("RFC 6749 §4.2.2")]
    public async Task Offline_access_is_ignored_where_there_is_no_code()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client =>
                client with
                {
                    GrantTypes = ["authorization_code", "implicit", "refresh_token"],
                    Metadata = new ClientMetadata { ResponseTypes = ReadyApp.AllTypes },
                }
        );

        var answer = await ready.AnswerAsync(("response_type", "id_token token"), ("scope", "openid offline_access"));

        Assert.Equal("openid", answer["scope"]);
    }

    [Fact, Spec("RFC 6749 §4.2.2")]
    public async Task Tokens_that_come_at_once_say_what_they_are()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client =>
                client with
                {
                    GrantTypes = ["authorization_code", "implicit", "refresh_token"],
                    Metadata = new ClientMetadata { ResponseTypes = ReadyApp.AllTypes },
                }
        );

        var answer = await ready.AnswerAsync(("response_type", "id_token token"), ("scope", "openid offline_access"));

        Assert.Equal(("Bearer", App.State), (answer["token_type"], answer["state"]));
        Assert.Equal(
            ["access_token", "expires_in", "id_token", "iss", "scope", "session_state", "state", "token_type"],
            answer.Parameters.Keys.Order(StringComparer.Ordinal)
        );
        (await host.Server.UserInfoAsync(answer["access_token"])).ShouldSucceed();
    }

    [Theory, Spec("RFC 6749 §3.1")]
    [InlineData("unknown", "value")]
    [InlineData("__proto__", "value")]
    [InlineData("response_mode", "")]
    [InlineData("prompt", "")]
    [InlineData("max_age", "")]
    [InlineData("scope", "openid nobody-knows")]
    public async Task What_is_unknown_or_empty_is_as_if_it_were_not_there(string parameter, string value)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        Assert.NotNull(await ready.CodeAsync((parameter, value)));
    }

    [Theory, Spec("RFC 6749 §3.1")]
    [InlineData("client_id")]
    [InlineData("redirect_uri")]
    [InlineData("response_type")]
    [InlineData("scope")]
    [InlineData("state")]
    [InlineData("nonce")]
    [InlineData("code_challenge")]
    public async Task A_parameter_that_is_there_twice_is_refused(string parameter)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var request = ready.App.Request();
        foreach (var other in (string[])[request[parameter], "another"])
        {
            var visit = await ready.Visitor.GetAsync(
                $"{ready.App.Address()}&{parameter}={Uri.EscapeDataString(other)}"
            );

            visit.ShouldStayHere();
        }
        await ready.ShouldBeAsGoodAsBeforeAsync();
    }

    [Fact, Spec("RFC 6749 §3.1"), Spec("OpenID Connect Core §3.1.2.1"), Spec("RFC 9700 §4.12")]
    public async Task A_form_is_as_good_as_an_address_and_leads_on_without_being_posted_again()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        var posted = await ready.Visitor.PostAsync(
            "/connect/authorize",
            [.. ready.App.Request().Select(pair => (pair.Key, pair.Value))]
        );

        Assert.Equal(303, posted.Status);
        Assert.StartsWith("/connect/authorize/resume?request=ar_", posted.Location, StringComparison.Ordinal);
        var answer = Journey.Answer(await ready.Visitor.GetAsync(posted.Location!), ready.App);
        (await ready.App.RedeemAsync(answer!["code"]!)).ShouldSucceed();
    }

    [Theory, Spec("RFC 6749 §3.1"), Spec("RFC 9110 §15.5.6")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task There_is_no_other_method(string method)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        var visit = await ready.Visitor.GetAsync(ready.App.Address(), request => request.Method = new(method));

        Assert.Equal((405, null), (visit.Status, visit.Location));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_not_read(string? contentType)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        using var form = new FormUrlEncodedContent(ready.App.Request());
        var body = await form.ReadAsByteArrayAsync(Ct);

        var answer = await host.Server.PostRawAsync("/connect/authorize", null, body, contentType);

        Assert.Equal((400, null), (answer.Status, answer.Response.Headers.Location));
    }

    [Fact, Spec("RFC 6749 §4.1.2"), Spec("RFC 6749 §3.1.2")]
    public async Task The_query_of_a_registered_address_is_kept()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client => client with { RedirectUris = ["https://app.example.com/callback?tenant=a%26b"] }
        );

        var visit = await ready.AskAsync();

        Assert.Equal(303, visit.Status);
        Assert.StartsWith(
            "https://app.example.com/callback?tenant=a%26b&state=",
            visit.Location,
            StringComparison.Ordinal
        );
        Assert.True(visit.Response.Headers.CacheControl?.NoStore);
        var code = Journey.Answer(visit, ready.App)!["code"]!;
        (await ready.App.RedeemAsync(code)).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §3.1.2.3"), Spec("RFC 6749 §4.1.3")]
    public async Task Plain_OAuth_may_leave_out_its_only_address_in_both_requests()
    {
        var api = await host.Server.AddApiAsync();
        using var ready = await ReadyApp.SetAsync(host.Server, client => client with { Scopes = [api.Scope] });

        var code = await ready.CodeAsync(("scope", api.Scope), ("redirect_uri", null));

        (await ready.App.RedeemAsync(code, ("redirect_uri", null))).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §4.1.2"), Spec("RFC 6749 §10.12")]
    public async Task Without_a_state_there_is_none_in_the_answer()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        Assert.DoesNotContain("state", (await ready.AnswerAsync(("state", null))).Parameters.Keys);
    }

    [Theory, Spec("RFC 6749 §4.1.2"), Spec("OAuth 2.0 Form Post Response Mode §2"), Spec("RFC 6749 §10.14")]
    [InlineData("query")]
    [InlineData("fragment")]
    [InlineData("form_post")]
    public async Task A_state_comes_back_letter_by_letter(string mode)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        foreach (
            var state in (string[])
                [
                    "a&b=c#d?e+f%20g",
                    "zażółć ✓ 💡 \u202e",
                    "a\r\nSet-Cookie: planted=1\r\n\r\n<script>",
                    "\"'><script>alert(1)</script>",
                    "{\"a\":[1]}",
                    new string('s', 4000),
                ]
        )
        {
            var visit = await ready.AskAsync(("response_mode", mode), ("state", state));

            Assert.Equal(state, Journey.Answer(visit, ready.App)!["state"]);
            Assert.False(visit.Response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(Planted));
            Assert.DoesNotContain("<script>alert", visit.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [Spec("OpenID Connect Core §3.1.2.1"), Spec("OpenID Connect Core §3.1.2.3"), Spec("OpenID Connect Core §15.1")]
    [InlineData("prompt", "login", "/signin")]
    [InlineData("prompt", "consent", "/consent")]
    [InlineData("prompt", "login consent", "/signin")]
    [InlineData("prompt", "select_account", "/select-account")]
    [InlineData("prompt", "create", "/register")]
    [InlineData("max_age", "0", "/signin")]
    public async Task Who_is_to_be_asked_is_asked(string parameter, string value, string page)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        await Task.Delay(5, Ct);

        var visit = await ready.AskAsync((parameter, value));

        Assert.Equal(303, visit.Status);
        Assert.StartsWith($"{page}?request=ar_", visit.Location, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("OpenID Connect Core §3.1.2.1"), Spec("OpenID Connect Core §3.1.2.6"), Spec("OpenID Connect Core §3.1.2.3")]
    [Spec("OpenID Connect Core §15.1")]
    public async Task Who_must_not_be_asked_is_not()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        using var nobody = new Visitor(host.Server);
        var foreign = await App.RegisterAsync(host.Server, client => client with { IsFirstParty = false });

        Assert.NotNull(await ready.CodeAsync(("prompt", "none")));
        (await ready.AnswerAsync(("prompt", "none"), ("max_age", "0"))).ShouldRefuse("login_required");
        Journey
            .Answer(await nobody.GetAsync(ready.App.Address(("prompt", "none"))), ready.App)!
            .ShouldRefuse("login_required");
        Journey
            .Answer(await ready.Visitor.GetAsync(foreign.Address(("prompt", "none"))), foreign)!
            .ShouldRefuse("consent_required");
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.1"), Spec("OpenID Connect Core §3.1.3.6"), Spec("OpenID Connect Core §2")]
    public async Task With_max_age_the_ID_token_says_when_the_sign_in_was()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        var tokens = await ready.App.RedeemAsync(await ready.CodeAsync(("max_age", "3600")));

        var claims = ready.App.Validate(tokens.Issued("id_token"));
        var signedIn = DateTimeOffset.FromUnixTimeSeconds(claims.Json.GetProperty("auth_time").GetInt64());
        Assert.InRange(TimeProvider.System.GetUtcNow() - signedIn, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact, Spec("OAuth 2.0 Form Post Response Mode §2")]
    public async Task An_app_with_a_scheme_of_its_own_is_posted_no_form()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client => client with { RedirectUris = ["com.example.app:/callback"] }
        );

        var answer = await ready.AnswerAsync(("response_mode", "form_post"));

        answer.ShouldRefuse("invalid_request");
        Assert.Equal(Channel.Query, answer.Channel);
    }

    private static bool Planted(string cookie) => cookie.Contains("planted", StringComparison.Ordinal);
}
