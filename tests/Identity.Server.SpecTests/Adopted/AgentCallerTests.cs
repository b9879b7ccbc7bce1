using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>The contract of the call-centre back end, row by row.</summary>
public sealed class AgentCallerTests(ClassServer host) : IClassFixture<ClassServer>, IAsyncLifetime
{
    private AdoptedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await AdoptedServer.WithAllAsync(host.Server);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Register_answers_with_an_integer_id_and_the_address()
    {
        var email = AdoptedServer.NewEmail();

        var answer = await RegisterAsync(email);

        Assert.Equal(201, answer.Status);
        Assert.Matches($$"""^\{"id":\d+,"email":"{{email}}"\}$""", answer.Body);
    }

    [Fact]
    public async Task A_taken_address_is_refused() =>
        Assert.Equal(409, (await RegisterTwiceAsync(AdoptedServer.NewEmail())).Status);

    [Fact]
    public async Task Login_takes_a_form_and_answers_with_two_members()
    {
        var answer = await SignInAsync(await NewPersonAsync());

        answer.ShouldSucceed();
        Assert.Equal(["access_token", "token_type"], answer.Json.Members());
        Assert.Equal("bearer", answer["token_type"]);
    }

    [Fact]
    public async Task Login_takes_no_json()
    {
        var email = await NewPersonAsync();

        var answer = await _server.PostAsync("/v1/auth/login", $$"""{"username":"{{email}}","password":"secret123"}""");

        Assert.Equal(415, answer.Status);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("secret1234")]
    public async Task A_wrong_password_and_an_unknown_address_are_refused_alike(string password)
    {
        var known = await SignInAsync(await NewPersonAsync(), password);
        var unknown = await SignInAsync(AdoptedServer.NewEmail(), password);

        Assert.Equal(401, known.Status);
        Assert.Equal((known.Status, known.Body), (unknown.Status, unknown.Body));
    }

    [Fact]
    public async Task The_token_is_HS256_with_the_address_as_subject()
    {
        var email = await NewPersonAsync();

        var token = (await SignInAsync(email)).Issued();

        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", ServedKeys.Header(token).GetRawText());
        Assert.Equal(["exp", "iat", "sub"], ServedKeys.Claims(token).Members());
        Assert.Equal(email, ServedKeys.Claims(token).GetProperty("sub").GetString());
        Assert.Equal(TimeSpan.FromMinutes(30), ServedKeys.Lifetime(token));
    }

    [Fact]
    public async Task The_shared_secret_alone_verifies_it()
    {
        var token = (await SignInAsync(await NewPersonAsync())).Issued();
        var input = token[..token.LastIndexOf('.')];

        var expected = System.Security.Cryptography.HMACSHA256.HashData(
            Encoding.UTF8.GetBytes($"{AdoptedServer.Secret}agentcaller"),
            Encoding.ASCII.GetBytes(input)
        );

        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(expected), token.Split('.')[2]);
    }

    [Fact]
    public async Task Me_tells_who_bears_the_token()
    {
        var email = AdoptedServer.NewEmail();
        var registered = await RegisterAsync(email);
        var token = (await SignInAsync(email)).Issued();

        var me = await _server.GetAsync("/v1/auth/me", token);

        me.ShouldSucceed();
        Assert.Equal(registered.Body, me.Body);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    public async Task Me_without_a_good_token_is_challenged(string? token)
    {
        var me = await _server.GetAsync("/v1/auth/me", token);

        Assert.Equal(401, me.Status);
        Assert.Equal("Bearer", me.Response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("aaaaaaa", 400)]
    [InlineData("secret123", 201)]
    public async Task A_password_has_eight_characters_and_no_classes(string password, int status) =>
        Assert.Equal(status, (await RegisterAsync(AdoptedServer.NewEmail(), password)).Status);

    [Theory]
    [InlineData(72, 201)]
    [InlineData(73, 400)]
    public async Task A_password_over_72_bytes_is_refused_and_never_cut(int bytes, int status)
    {
        var answer = await RegisterAsync(
            AdoptedServer.NewEmail(),
            new string('é', bytes / 2) + new string('x', bytes % 2)
        );

        Assert.Equal(status, answer.Status);
        if (status == 400)
            Assert.Contains("72 bytes", answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inactive_person_neither_signs_in_nor_uses_a_token()
    {
        var email = await NewPersonAsync();
        var token = (await SignInAsync(email)).Issued();

        await _server.SuspendAsync(email, message: null);

        Assert.Equal(403, (await SignInAsync(email)).Status);
        Assert.Equal(401, (await _server.GetAsync("/v1/auth/me", token)).Status);
    }

    [Fact]
    public async Task Only_its_own_front_end_is_let_in_by_browsers()
    {
        var ours = await PreflightAsync("http://localhost:3002");
        var theirs = await PreflightAsync("http://localhost:3000");

        Assert.Equal(204, ours.Status);
        Assert.Equal("http://localhost:3002", Origin(ours));
        Assert.Equal("POST", ours.Response.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal("Origin", ours.Response.Headers.GetValues("Vary").Single());
        Assert.Null(Origin(theirs));
        Assert.False(ours.Response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_second_application_changes_nothing()
    {
        var token = (await SignInAsync(await NewPersonAsync())).Issued();

        await AdoptedServer.WithAllAsync(host.Server);

        (await _server.GetAsync("/v1/auth/me", token)).ShouldSucceed();
    }

    private static string? Origin(TestAnswer answer) =>
        answer.Response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;

    private Task<TestAnswer> PreflightAsync(string origin) =>
        _server.SendAsync("OPTIONS", "/v1/auth/login", ("Origin", origin), ("Access-Control-Request-Method", "POST"));

    private Task<TestAnswer> RegisterAsync(string email, string password = "secret123") =>
        _server.PostAsync("/v1/auth/register", $$"""{"email":"{{email}}","password":"{{password}}"}""");

    private async Task<TestAnswer> RegisterTwiceAsync(string email)
    {
        await RegisterAsync(email);
        return await RegisterAsync(email);
    }

    private async Task<string> NewPersonAsync()
    {
        var email = AdoptedServer.NewEmail();
        Assert.Equal(201, (await RegisterAsync(email)).Status);
        return email;
    }

    private Task<TestAnswer> SignInAsync(string email, string password = "secret123") =>
        _server.FormAsync("/v1/auth/login", ("username", email), ("password", password));
}
