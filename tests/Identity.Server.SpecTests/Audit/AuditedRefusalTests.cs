using System.Text.Json;
using System.Text.RegularExpressions;
using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Audit;

/// <summary>What is refused is told to the audit: whose request, what the client was told, why really, and never a secret.</summary>
public sealed partial class AuditedRefusalTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string NumberHeader = "X-Correlation-Id";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task A_refused_token_request_says_why_really_and_the_answer_bears_its_number_alone()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var verifier = new string('x', 43);

        var refused = await ready.App.RedeemAsync(await ready.CodeAsync(), ("code_verifier", verifier));

        refused.ShouldRefuse("invalid_grant");
        var told = await host.Server.ToldAsync(AuditKind.TokenRefusal, AuditParty.Client(ready.App.Client.Id));
        Assert.Equal("the code_verifier does not fit the code_challenge", told.Refusal);
        Assert.Equal(refused.Response.Headers.GetValues(NumberHeader).Single(), told.Correlation);
        Assert.NotNull(told.Address);
        var details = JsonElement.Parse(told.Details!);
        Assert.Equal("invalid_grant", details.GetProperty("error").GetString());
        Assert.Equal(refused["error_description"], details.GetProperty("error_description").GetString());
        Assert.DoesNotContain("code_verifier", refused.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(verifier, $"{told}", StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task A_client_that_does_not_show_who_it_is_is_told_and_what_it_showed_is_not()
    {
        var client = await host.Server.AddClientAsync(["openid"]);
        const string Secret = "a-secret-that-nobody-may-read";

        (await host.Server.RevokeAsync(client with { Secret = Secret }, "x")).ShouldRefuse("invalid_client", 401);

        var told = await host.Server.ToldAsync(AuditKind.ClientAuthenticationRefusal, AuditParty.Client(client.Id));
        Assert.Equal($"a wrong or expired secret for {client.Id}", told.Refusal);
        Assert.DoesNotContain(Secret, $"{told}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_swaps_id_and_secret_leaves_no_secret_behind()
    {
        var client = await host.Server.AddClientAsync(["openid"]);
        var swapped = new TestClient(client.Secret!, client.Id);

        var refused = await host.Server.TokenAsync(swapped, ("grant_type", "client_credentials"));

        var number = refused.Response.Headers.GetValues(NumberHeader).Single();
        var told = await host.Server.ToldAsync(AuditKind.ClientAuthenticationRefusal, correlation: number);
        Assert.Equal("no such client", told.Refusal);
        Assert.DoesNotContain(client.Secret!, $"{told}", StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 6749 §4.1.2.1")]
    public async Task A_request_that_its_app_is_told_is_wrong_says_who_was_there_and_what_was_wrong()
    {
        using var ready = await ReadyApp.SetAsync(host.Server, client => client with { Scopes = ["openid"] });
        var person = (await host.Server.Get<People>().FindActiveAsync(ready.Email, Ct))!;

        (await ready.AnswerAsync(("scope", "openid email"))).ShouldRefuse("invalid_scope");

        var told = await host.Server.ToldAsync(AuditKind.AuthorizationRefusal, AuditParty.Client(ready.App.Client.Id));
        Assert.Equal("email is not among the client's scopes", told.Refusal);
        Assert.Equal($"{AuditParty.User(person.Id)}", told.Actor);
        Assert.Contains(ready.App.RedirectUri, told.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_object_is_told_once_its_person_has_come_back_from_signing_in()
    {
        var app = await SigningApp.RegisterAsync(host.Server);

        var answer = await app.TravelAsync(app.Address(app.Object(claims => claims["iss"] = "x"), app.OuterAddress));

        Assert.Equal("invalid_request_object", answer["error"]);
        var told = await host.Server.ToldAsync(AuditKind.AuthorizationRefusal, AuditParty.Client(app.App.Client.Id));
        Assert.Equal("The request object is refused: its iss is not the client", told.Refusal);
    }

    [Fact, Spec("RFC 6749 §4.1.2.1")]
    public async Task An_error_page_bears_the_number_of_the_audit()
    {
        var app = await App.RegisterAsync(host.Server);
        using var visitor = new Visitor(host.Server);

        var page = await visitor.GetAsync(app.Address(("redirect_uri", "https://evil.example/")));

        var number = Number().Match(page.Body).Groups["number"].Value;
        var told = await host.Server.ToldAsync(AuditKind.AuthorizationRefusal, correlation: number);
        Assert.Equal($"{AuditParty.Client(app.Client.Id)}", told.Target);
        Assert.Contains("https://evil.example/", told.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_disabled_is_told_apart_from_one_that_is_not_there_in_the_audit_alone()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        await host.Server.DisableAsync(ready.App.Client);

        var disabled = await ready.AskAsync();
        var unknown = await ready.AskAsync(("client_id", "nobody"));

        Assert.Contains("There is no such client.", disabled.Body, StringComparison.Ordinal);
        Assert.Contains("There is no such client.", unknown.Body, StringComparison.Ordinal);
        Assert.Equal("the client is disabled", (await ToldOnAsync(disabled)).Refusal);
        Assert.Equal("no client has this id", (await ToldOnAsync(unknown)).Refusal);
    }

    [Fact]
    public async Task Each_endpoint_tells_by_its_own_name()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var client = AuditParty.Client(ready.App.Client.Id);
        var form = ready.App.Request(("prompt", "dance")).Select(pair => (pair.Key, pair.Value));
        using var visitor = new Visitor(host.Server);

        await host.Server.PostAsync("/connect/par", ready.App.Client, [.. form]);
        var userinfo = await host.Server.UserInfoAsync("no.access.token");
        var signOut = await visitor.GetAsync("/connect/endsession?client_id=nobody");

        Assert.Contains(
            "prompt",
            (await host.Server.ToldAsync(AuditKind.AuthorizationRefusal, client)).Refusal,
            StringComparison.Ordinal
        );
        var number = userinfo.Response.Headers.GetValues(NumberHeader).Single();
        Assert.NotNull((await host.Server.ToldAsync(AuditKind.UserInfoRefusal, correlation: number)).Refusal);
        Assert.Equal("There is no such client.", (await ToldOnAsync(signOut, AuditKind.SignOutRefusal)).Refusal);
    }

    [Fact]
    public async Task What_is_no_more_than_not_yet_is_not_told_and_a_wrong_password_is_not_told_twice()
    {
        var server = host.Server;
        using var ready = await ReadyApp.SetAsync(server, NoQuestions);
        var device = await server.PostAsync("/connect/device", ready.App.Client, ("scope", "openid"));
        var client = AuditParty.Client(ready.App.Client.Id);
        using var nobody = new Visitor(server);

        Journey
            .Answer(await nobody.GetAsync(ready.App.Address(("prompt", "none"))), ready.App)!
            .ShouldRefuse("login_required");
        (await server.UserInfoAsync(token: null)).Response.Dispose();
        (
            await server.TokenAsync(
                ready.App.Client,
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("device_code", device["device_code"]!)
            )
        ).ShouldRefuse("authorization_pending");
        (
            await server.TokenAsync(
                ready.App.Client,
                ("grant_type", "password"),
                ("username", ready.Email),
                ("password", "wrong")
            )
        ).ShouldRefuse("invalid_grant");
        (await server.TokenAsync(ready.App.Client, ("grant_type", "nonsense"))).ShouldRefuse("unsupported_grant_type");

        // In the order of time: what had been told of before is there by now.
        var last = await server.ToldAsync(AuditKind.TokenRefusal, client);
        Assert.Contains("unsupported_grant_type", last.Details, StringComparison.Ordinal);
        Assert.Single(await server.FindAuditAsync(kind: null, client));
    }

    private static NewClient NoQuestions(NewClient client) =>
        client with
        {
            GrantTypes = NewClient.KnownGrantTypes,
            Scopes = [StandardScopes.OpenId],
            Metadata = new ClientMetadata(),
        };

    private Task<AuditEntry> ToldOnAsync(Visit page, string kind = AuditKind.AuthorizationRefusal) =>
        host.Server.ToldAsync(kind, correlation: Number().Match(page.Body).Groups["number"].Value);

    [GeneratedRegex("<code id=\"number\">(?<number>[0-9a-f]{32})</code>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
