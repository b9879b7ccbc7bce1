using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.PushedRequests;

/// <summary>Requests that a client leaves here before its browser comes.</summary>
public sealed class PushedRequestTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string Path = "/connect/par";

    [Fact, Spec("RFC 9126 §2.2")]
    public async Task A_request_in_order_gets_a_name_that_nobody_can_guess()
    {
        var app = await App.RegisterAsync(host.Server);

        var one = await PushAsync(app);
        var other = await PushAsync(app);

        Assert.Equal(201, one.Status);
        Assert.Equal("application/json", one.Response.Content.Headers.ContentType?.MediaType);
        Assert.True(one.Response.Headers.CacheControl?.NoStore);
        Assert.Equal(["expires_in", "request_uri"], one.Json.Members());
        Assert.Equal(60, one.Json.GetProperty("expires_in").GetInt32());
        Assert.StartsWith("urn:ietf:params:oauth:request_uri:", one["request_uri"], StringComparison.Ordinal);
        Assert.NotEqual(one["request_uri"], other["request_uri"]);
    }

    [Fact, Spec("RFC 9126 §4"), Spec("RFC 9126 §7.3")]
    public async Task A_browser_that_comes_with_it_gets_what_was_pushed_and_gets_it_once()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var address = await ready.App.PushAsync();

        var first = Journey.Answer(await ready.Visitor.GetAsync(address), ready.App)!;
        var second = await ready.Visitor.GetAsync(address);

        Assert.Equal(App.State, first["state"]);
        (await ready.App.RedeemAsync(first["code"]!)).ShouldSucceed();
        second.ShouldStayHere();
    }

    [Fact, Spec("RFC 9126 §4"), Spec("RFC 9101 §6.3")]
    public async Task What_the_browser_brings_beside_the_name_means_nothing()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var address = await ready.App.PushAsync();
        var evil =
            "&redirect_uri=https%3A%2F%2Fevil.example&state=evil&scope=email&response_mode=fragment&prompt=login";

        var answer = Journey.Answer(await ready.Visitor.GetAsync(address + evil), ready.App)!;

        Assert.Equal((Channel.Query, App.State), (answer.Channel, answer["state"]));
        var tokens = await ready.App.RedeemAsync(answer["code"]!);
        Assert.Equal("openid", tokens["scope"]);
    }

    [Fact, Spec("RFC 9126 §4"), Spec("RFC 9126 §2.2")]
    public async Task Another_client_another_browser_and_nobody_can_use_it_and_it_stays_good()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        using var other = await ReadyApp.SetAsync(host.Server);
        using var owner = new Visitor(host.Server);
        var pushed = (await PushAsync(ready.App))["request_uri"]!;

        (await other.Visitor.GetAsync(other.App.PushedAddress(pushed))).ShouldStayHere();
        (
            await other.Visitor.GetAsync($"/connect/authorize?request_uri={Uri.EscapeDataString(pushed)}")
        ).ShouldStayHere();
        var first = await owner.GetAsync(ready.App.PushedAddress(pushed));
        (await other.Visitor.GetAsync(ready.App.PushedAddress(pushed))).ShouldStayHere();
        var again = await owner.GetAsync(ready.App.PushedAddress(pushed));

        Assert.StartsWith("/signin?request=ar_", first.Location, StringComparison.Ordinal);
        Assert.Equal(first.Location, again.Location);
    }

    [Theory, Spec("RFC 9126 §2.3"), Spec("RFC 9126 §2.1")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request")]
    [InlineData("request_uri", "https://evil.example/request", "invalid_request")]
    [InlineData("client_id", "another", "invalid_request")]
    [InlineData("redirect_uri", null, "invalid_request")]
    [InlineData("redirect_uri", "https://evil.example/callback", "invalid_request")]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "id_token", "unauthorized_client")]
    [InlineData("scope", "nobody-knows", "invalid_scope")]
    [InlineData("resource", "urn:nobody:knows", "invalid_target")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("state", "\0", "invalid_request")]
    public async Task What_is_wrong_is_told_at_once_as_JSON(string parameter, string? value, string error)
    {
        var app = await App.RegisterAsync(host.Server);

        (await PushAsync(app, (parameter, value))).ShouldRefuse(error);

        Assert.Equal(201, (await PushAsync(app)).Status);
    }

    [Fact, Spec("RFC 9126 §3")]
    public async Task A_request_object_that_cannot_be_read_is_not_passed_over()
    {
        var app = await App.RegisterAsync(host.Server);

        var answer = await PushAsync(app, ("request", "e30.e30."));

        Assert.Equal(400, answer.Status);
        Assert.Null(answer["request_uri"]);
    }

    [Fact, Spec("RFC 9126 §2"), Spec("RFC 9126 §2.3"), Spec("RFC 9126 §2.1")]
    public async Task Only_the_client_itself_can_push()
    {
        var app = await App.RegisterAsync(host.Server);
        (string, string)[] form = [.. app.Request().Select(pair => (pair.Key, pair.Value))];

        foreach (var impostor in (TestClient?[])[null, app.Client with { Secret = "wrong" }])
            (await host.Server.PostAsync(Path, impostor, form)).ShouldRefuse("invalid_client", 401);
        await host.Server.DisableAsync(app.Client);
        (await host.Server.PostAsync(Path, app.Client, form)).ShouldRefuse("invalid_client", 401);
    }

    [Fact, Spec("RFC 9126 §2"), Spec("RFC 6749 §2.1")]
    public async Task A_public_client_pushes_by_its_name()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client => client with { AuthenticationMethod = ClientAuthenticationMethod.None }
        );
        // Its client_id stands in the form already.
        var form = ready.App.Request(("client_id", null)).Select(pair => (pair.Key, pair.Value));
        var pushed = await host.Server.PostAsync(Path, ready.App.Client, [.. form]);
        var address = ready.App.PushedAddress(pushed["request_uri"]!);

        var answer = Journey.Answer(await ready.Visitor.GetAsync(address), ready.App)!;

        (await ready.App.RedeemAsync(answer["code"]!)).ShouldSucceed();
    }

    [Theory, Spec("RFC 9126 §2.3"), Spec("RFC 9110 §15.5.6")]
    [InlineData("GET", 405)]
    [InlineData("PUT", 405)]
    [InlineData("DELETE", 405)]
    public async Task There_is_no_other_method(string method, int status)
    {
        var answer = await host.Server.GetAsync(Path, request => request.Method = new HttpMethod(method));

        Assert.Equal((status, "invalid_request"), (answer.Status, answer["error"]));
    }

    [Fact, Spec("RFC 9126 §2.3")]
    public async Task A_giant_a_repeated_parameter_and_another_type_are_refused()
    {
        var app = await App.RegisterAsync(host.Server);
        var basic = $"{TestClients.Basic(app.Client.Id, app.Client.Secret!)}";
        using var form = new FormUrlEncodedContent(app.Request());
        var body = await form.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Task<TestAnswer> Send(string text, string type = "application/x-www-form-urlencoded") =>
            host.Server.PostRawAsync(Path, basic, System.Text.Encoding.ASCII.GetBytes(text), type);

        (await Send($"{body}&ui_locales={new string('x', 40_000)}")).ShouldRefuse("invalid_request", 413);
        (await Send($"{body}&state=another")).ShouldRefuse("invalid_request");
        (await Send(body, "application/json")).ShouldRefuse("invalid_request");
        Assert.Equal(201, (await Send(body)).Status);
    }

    [Fact, Spec("RFC 9126 §5"), Spec("RFC 9126 §6")]
    public async Task Who_must_push_is_not_heard_otherwise()
    {
        using var ready = await ReadyApp.SetAsync(
            host.Server,
            client => client with { Metadata = new ClientMetadata { RequirePushedAuthorizationRequests = true } }
        );

        (await ready.AnswerAsync()).ShouldRefuse("invalid_request");

        var answer = Journey.Answer(await ready.Visitor.GetAsync(await ready.App.PushAsync()), ready.App)!;
        Assert.NotNull(answer["code"]);
    }

    [Theory, Spec("RFC 9126 §4"), Spec("RFC 9126 §7.1")]
    [InlineData("urn:ietf:params:oauth:request_uri:")]
    [InlineData("urn:ietf:params:oauth:request_uri:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ar_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_name_that_was_never_given_leads_nowhere(string requestUri)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);

        (await ready.Visitor.GetAsync(ready.App.PushedAddress(requestUri))).ShouldStayHere();
    }

    private static Task<TestAnswer> PushAsync(App app, params (string Name, string? Value)[] changes) =>
        app.Server.PostAsync(Path, app.Client, [.. app.Request(changes).Select(pair => (pair.Key, pair.Value))]);
}
