using Identity.Server.Audit;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Tracing;
using Identity.Tests;

namespace Identity.Server.SpecTests.Tracing;

/// <summary>
/// Why a request ends as it does, for those who run the server. That a trace says what the endpoint then does is asked at
/// every request of every other test (<see cref="Foretold"/>); here is what it says beside that.
/// </summary>
public sealed class RequestTraceTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_redirect_URI_that_is_almost_right_is_compared_with_the_one_that_is()
    {
        var app = await App.RegisterAsync(host.Server);

        var trace = await host.Server.TraceAsync(app.Address(("redirect_uri", $"{app.RedirectUri}/")));

        var step = trace.Failed();
        Assert.Equal("The redirect URI is the client's own", step.Title);
        Assert.Equal(
            "invalid_request: redirect_uri is not one that the client has registered, character by character.",
            step.Public
        );
        Assert.Equal("Compared with the nearest registered one: there is a slash at its end.", step.Private);
        Assert.Equal(app.RedirectUri, step.Fact("nearest registered"));
        Assert.Equal("RFC 9700 §4.1.3", step.Clause);
        Assert.StartsWith("The browser is shown a page", trace.Verdict, StringComparison.Ordinal);
        Assert.Equal($"{AuditParty.Client(app.Client.Id)}", $"{trace.About}");
        // What comes after it is not come to.
        var after = trace.Steps.SkipWhile(one => one != step).Skip(1).ToList();
        Assert.NotEmpty(after);
        Assert.All(after, one => Assert.Equal(StepOutcome.Skipped, one.Outcome));
    }

    [Fact]
    public async Task A_client_that_is_misspelt_is_guessed_and_one_that_is_disabled_is_said_to_be()
    {
        var app = await App.RegisterAsync(host.Server);
        var typo = await host.Server.TraceAsync(app.Address(("client_id", $"{app.Client.Id}x")));
        await host.Server.DisableAsync(app.Client);
        var disabled = await host.Server.TraceAsync(app.Address());

        Assert.Equal(app.Client.Id, typo.Failed().Fact("nearest client_id"));
        Assert.Equal("no client has this id", typo.Failed().Private);
        Assert.Equal("the client is disabled", disabled.Failed().Private);
        Assert.Equal(typo.Failed().Public, disabled.Failed().Public);
    }

    [Fact]
    public async Task A_secret_in_the_address_is_said_to_be_known_by_now_and_not_repeated()
    {
        var app = await App.RegisterAsync(host.Server);

        var trace = await host.Server.TraceAsync($"{app.Address()}&client_secret={app.Client.Secret}&colour=red");

        var read = trace.Step("The request can be read");
        Assert.StartsWith(
            "client_secret: everybody on the way has seen it",
            read.Fact("must not be here"),
            StringComparison.Ordinal
        );
        Assert.Equal("colour", read.Fact("not read here"));
        Assert.All(
            trace.Steps,
            step => Assert.DoesNotContain(app.Client.Secret!, TraceLooks.Shown(step), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_may_be_worth_something_is_not_shown()
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        var plain = await host.Server.TraceAsync(app.App.Address());
        var signed = await host.Server.TraceAsync(app.Address(app.Object()));

        Assert.Contains("in order", plain.Verdict, StringComparison.Ordinal);
        Assert.Contains("in order", signed.Verdict, StringComparison.Ordinal);
        foreach (var step in plain.Steps.Concat(signed.Steps))
        {
            Assert.DoesNotContain(App.State, TraceLooks.Shown(step), StringComparison.Ordinal);
            Assert.DoesNotContain(App.Nonce, TraceLooks.Shown(step), StringComparison.Ordinal);
            Assert.DoesNotContain(App.ChallengeOf(App.Verifier), TraceLooks.Shown(step), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_scopes_came_to_is_said_one_by_one()
    {
        var app = await App.RegisterAsync(host.Server, client => client with { Scopes = ["openid"] });

        var refused = (await host.Server.TraceAsync(app.Address(("scope", "openid email nobody-knows")))).Failed();
        var granted = (await host.Server.TraceAsync(app.Address(("scope", "openid nobody-knows")))).Step("Scopes");

        Assert.Equal("email is not among the client's scopes", refused.Private);
        Assert.Equal("email", refused.Fact("not allowed for this client"));
        Assert.Equal("nobody-knows", granted.Fact("unknown, and ignored"));
        Assert.Equal("openid", granted.Fact("granted"));
    }

    [Fact]
    public async Task Of_a_person_it_says_what_they_would_be_asked_until_the_app_has_its_answer()
    {
        var app = await App.RegisterAsync(host.Server, client => client with { IsFirstParty = false });
        var email = await host.Server.AddUserAsync();
        using var visitor = new Visitor(host.Server);

        var before = await host.Server.TraceAsync(app.Address(), email);
        await visitor.TravelAsync(app, email);
        var after = await host.Server.TraceAsync(app.Address(), email);
        var more = await host.Server.TraceAsync(app.Address(("scope", "openid email")), email);

        Assert.Equal(
            $"The request is in order: the app is answered for {email} after signing in and allowing it.",
            before.Verdict
        );
        Assert.Equal("They are signed in in no browser.", before.Step("The person").Private);
        Assert.Equal($"The request is in order: the app is answered at once for {email}.", after.Verdict);
        Assert.Equal("Firefox on Linux", after.Step("The person").Fact("device"));
        Assert.Equal("email", more.Step("What comes next").Fact("new"));
        Assert.EndsWith($"{email} after allowing it.", more.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_person_who_is_suspended_or_not_there_it_says_so()
    {
        var app = await App.RegisterAsync(host.Server);
        var email = await host.Server.AddUserAsync();
        await host.Server.SuspendAsync(email);

        var suspended = await host.Server.TraceAsync(app.Address(), email);
        var nobody = await host.Server.TraceAsync(app.Address(), "nobody@example.com");

        Assert.Equal($"{email} is suspended, and cannot sign in.", suspended.Verdict);
        Assert.NotNull(suspended.Failed().Fact("suspended_at"));
        Assert.Equal("There is no account 'nobody@example.com'.", nobody.Failed().Private);
    }

    [Fact, Spec("RFC 9126 §4"), Spec("RFC 9126 §7.3")]
    public async Task A_request_that_was_pushed_is_looked_at_and_stays_good_until_its_browser_has_come()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var address = await ready.App.PushAsync(("prompt", "none"));
        var name = Uri.UnescapeDataString(address.Split("request_uri=")[1]);

        var once = await host.Server.TraceAsync(address, ready.Email);
        var again = await host.Server.TraceAsync(name, ready.Email);
        Assert.NotNull(Journey.Answer(await ready.Visitor.GetAsync(address), ready.App)!["code"]);
        var over = await host.Server.TraceAsync(name);

        Assert.Equal($"The request is in order: the app is answered at once for {ready.Email}.", once.Verdict);
        Assert.Equal(once.Verdict, again.Verdict);
        Assert.Equal("none", once.Step("The request that was pushed").Fact("prompt")?.ToLowerInvariant());
        Assert.Equal(StepOutcome.Failed, over.Step("The request that was pushed").Outcome);
        Assert.StartsWith("It was answered at", over.Failed().Private, StringComparison.Ordinal);
        Assert.StartsWith("invalid_request_uri: ", over.Failed().Public, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pushed_request_of_another_client_or_of_nobody_says_whose_it_is()
    {
        var app = await App.RegisterAsync(host.Server);
        var other = await App.RegisterAsync(host.Server);
        var name = Uri.UnescapeDataString((await app.PushAsync()).Split("request_uri=")[1]);

        var foreign = await host.Server.TraceAsync(other.PushedAddress(name));
        var forged = await host.Server.TraceAsync(app.PushedAddress($"{name[..^6]}AAAAAA"));

        Assert.Equal($"It was pushed by another client, {app.Client.Id}.", foreign.Failed().Private);
        // To the server that is an address like any other, at which the client has registered nothing.
        Assert.StartsWith("invalid_request_uri: ", forged.Failed().Public, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_waits_for_its_person_is_found_by_the_page_that_it_waits_on()
    {
        var app = await App.RegisterAsync(host.Server, client => client with { IsFirstParty = false });
        var email = await host.Server.AddUserAsync();
        using var visitor = new Visitor(host.Server);
        var page = (await visitor.GetAsync(app.Address())).Location!;

        var waiting = await host.Server.TraceAsync($"{host.Server.Issuer}{page}", email);
        Assert.NotNull((await visitor.TravelAsync(app, page, email))["code"]);
        var over = await host.Server.TraceAsync(page);

        Assert.Equal(app.Client.Id, waiting.Step("The request that waits").Fact("client_id"));
        Assert.EndsWith("after signing in and allowing it.", waiting.Verdict, StringComparison.Ordinal);
        Assert.StartsWith("It was answered at", over.Failed().Private, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 9101 §6.2")]
    public async Task What_is_wrong_with_a_signature_is_said_and_the_app_is_told_where_the_address_outside_is_its_own()
    {
        var app = await SigningApp.RegisterAsync(host.Server);
        var late = app.Object(claims => claims["exp"] = Signer.Now.AddHours(-1).ToUnixTimeSeconds());

        var told = await host.Server.TraceAsync(app.Address(late, app.OuterAddress));
        var shown = await host.Server.TraceAsync(app.Address(late));

        Assert.Equal("What the client has signed", told.Failed().Title);
        Assert.Equal("The request object is refused: The token has expired.", told.Failed().Private);
        Assert.StartsWith("The app is told invalid_request_object: ", told.Verdict, StringComparison.Ordinal);
        Assert.EndsWith("asked to sign in first, and the app is told then.", told.Verdict, StringComparison.Ordinal);
        Assert.StartsWith("The browser is shown a page", shown.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_client_may_not_have_any_more_is_seen_at_the_end()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client =>
                client with
                {
                    IsFirstParty = false,
                    GrantTypes = ["authorization_code", "implicit"],
                    Metadata = new ClientMetadata { ResponseTypes = ReadyApp.AllTypes },
                }
        );
        using var nobody = new Visitor(host.Server);
        var page = (await nobody.GetAsync(ready.App.Address())).Location!;
        await host.Server.ChangeClientAsync(ready.App.Client, row => row.Scopes = ["email"]);

        var trace = await host.Server.TraceAsync(page, ready.Email);

        Assert.Equal("invalid_scope: No scope is left that the client may have.", trace.Step("The answer").Public);
        Assert.Equal("The app is told invalid_scope: No scope is left that the client may have.", trace.Verdict);
    }

    [Fact]
    public async Task Earlier_refusals_of_the_client_come_along()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        await ready.AnswerAsync(("prompt", "dance"));
        await host.Server.ToldAsync(AuditKind.AuthorizationRefusal, AuditParty.Client(ready.App.Client.Id));

        var trace = await host.Server.TraceAsync(ready.App.Address());

        Assert.Contains("prompt", Assert.Single(trace.Events).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_id=a&client_id=b")]
    [InlineData("client_id=%ff")]
    [InlineData("client_id=a&state=%00")]
    public async Task What_cannot_be_read_is_said_to_be(string query)
    {
        var trace = await host.Server.TraceAsync($"/connect/authorize?{query}");

        Assert.Equal("The request can be read", trace.Failed().Title);
    }
}
