using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>The contract of the to-do back end, row by row.</summary>
public sealed class TodoTests(ClassServer host) : IClassFixture<ClassServer>, IAsyncLifetime
{
    private AdoptedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await AdoptedServer.WithAllAsync(host.Server);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Health_names_the_environment()
    {
        var answer = await _server.GetAsync("/health");

        answer.ShouldSucceed();
        Assert.Equal("""{"status":"healthy","environment":"production"}""", answer.Body);
    }

    [Fact]
    public async Task Signup_answers_with_the_person()
    {
        var email = AdoptedServer.NewEmail();

        var answer = await SignUpAsync(email);

        Assert.Equal(201, answer.Status);
        Assert.Equal(
            ["id", "email", "created_at", "last_signin_at"],
            answer.Json.EnumerateObject().Select(member => member.Name)
        );
        Assert.True(answer.Json.GetProperty("id").TryGetGuid(out _));
        Assert.True(answer.Json.GetProperty("created_at").TryGetDateTimeOffset(out _));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, answer.Json.GetProperty("last_signin_at").ValueKind);
    }

    [Theory]
    [InlineData("Sh0rt!", "8 characters")]
    [InlineData("n0 upper case!", "upper-case")]
    [InlineData("N0 LOWER CASE!", "lower-case")]
    [InlineData("No digit here!", "digit")]
    [InlineData("N0special0here", "special")]
    public async Task A_weak_password_is_refused_by_the_rule_that_failed(string password, string rule)
    {
        var answer = await SignUpAsync(AdoptedServer.NewEmail(), password);

        Assert.Equal(400, answer.Status);
        Assert.Contains(rule, answer["detail"], StringComparison.Ordinal);
        Assert.Equal(1, answer["detail"]!.Count(c => c == '.'));
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("a@b@c")]
    [InlineData("a@")]
    public async Task An_invalid_address_is_refused(string email) =>
        Assert.Equal(400, (await SignUpAsync(email)).Status);

    [Fact]
    public async Task A_taken_address_is_a_conflict()
    {
        var email = await NewPersonAsync();

        Assert.Equal(409, (await SignUpAsync(email.ToUpperInvariant())).Status);
    }

    [Fact]
    public async Task Signin_answers_with_a_token_for_a_week_and_the_person()
    {
        var email = await NewPersonAsync();

        var answer = await SignInAsync(email);

        answer.ShouldSucceed();
        Assert.Equal("bearer", answer["token_type"]);
        Assert.Equal("604800", answer["expires_in"]);
        var user = answer.Json.GetProperty("user");
        Assert.Equal(["created_at", "email", "id", "last_signin_at"], user.Members());
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, user.GetProperty("last_signin_at").ValueKind);
    }

    [Fact]
    public async Task The_token_holds_the_id_and_the_address_and_no_more()
    {
        var email = await NewPersonAsync();
        var answer = await SignInAsync(email);

        var (token, claims) = (answer.Issued(), ServedKeys.Claims(answer.Issued()));

        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", ServedKeys.Header(token).GetRawText());
        Assert.Equal(["email", "exp", "iat", "sub"], claims.Members());
        Assert.Equal(
            answer.Json.GetProperty("user").GetProperty("id").GetString(),
            claims.GetProperty("sub").GetString()
        );
        Assert.Equal(email, claims.GetProperty("email").GetString());
        Assert.Equal(TimeSpan.FromDays(7), ServedKeys.Lifetime(token));
    }

    [Fact]
    public async Task Every_failed_signin_has_one_answer()
    {
        var email = await NewPersonAsync();

        var wrong = await SignInAsync(email, "Wr0ng!password");
        var unknown = await SignInAsync(AdoptedServer.NewEmail());

        Assert.Equal(401, wrong.Status);
        Assert.Equal((wrong.Status, wrong.Body), (unknown.Status, unknown.Body));
    }

    [Fact]
    public async Task Me_is_what_signin_said()
    {
        var signedIn = await SignInAsync(await NewPersonAsync());

        var me = await _server.GetAsync("/api/auth/me", signedIn.Issued());

        me.ShouldSucceed();
        Assert.Equal(signedIn.Json.GetProperty("user").GetRawText(), me.Body);
    }

    [Fact]
    public async Task Me_without_a_token_is_refused() =>
        Assert.Equal(401, (await _server.GetAsync("/api/auth/me")).Status);

    [Fact]
    public async Task A_token_of_another_system_is_refused()
    {
        var email = AdoptedServer.NewEmail();
        await _server.PostAsync("/auth/signup", $$"""{"email":"{{email}}","password":"password1"}""");
        var token = (
            await _server.PostAsync("/auth/signin", $$"""{"email":"{{email}}","password":"password1"}""")
        ).Issued();

        Assert.Equal(401, (await _server.GetAsync("/api/auth/me", token)).Status);
        (await _server.GetAsync("/auth/profile", token)).ShouldSucceed();
    }

    [Fact]
    public async Task Too_many_failures_are_told_when_to_come_back()
    {
        var email = await NewPersonAsync();
        TestAnswer answer;
        var tries = 0;
        do answer = await SignInAsync(email, "Wr0ng!password");
        while (answer.Status == 401 && ++tries < 20);

        Assert.Equal(429, answer.Status);
        Assert.True(answer.Response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    private async Task<string> NewPersonAsync()
    {
        var email = AdoptedServer.NewEmail();
        Assert.Equal(201, (await SignUpAsync(email)).Status);
        return email;
    }

    private Task<TestAnswer> SignUpAsync(string email, string password = AdoptedServer.Strong) =>
        _server.PostAsync("/api/auth/signup", $$"""{"email":"{{email}}","password":"{{password}}"}""");

    private Task<TestAnswer> SignInAsync(string email, string password = AdoptedServer.Strong) =>
        _server.PostAsync("/api/auth/signin", $$"""{"email":"{{email}}","password":"{{password}}"}""");
}
