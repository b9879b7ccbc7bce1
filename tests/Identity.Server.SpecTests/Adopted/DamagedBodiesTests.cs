using System.Text;
using Identity.Tests;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>Ten thousand damaged bodies: each is answered, none with a failure of ours.</summary>
public sealed class DamagedBodiesTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const int Requests = 10_000;
    private const int Connections = 8;

    private static readonly string[] Pieces =
    [
        "\\u0000",
        "\\ud800",
        "\\udc00",
        "\"",
        "{",
        "}",
        "[",
        "null",
        "1e999",
        "\"email\":",
        "\"__proto__\":{}",
        "\u0000",
        "\u00ff\u00fe",
        ",",
        "true",
        "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":",
    ];

    [Theory]
    [InlineData("/v1/auth/register", "application/json", 1)]
    [InlineData("/v1/auth/login", "application/x-www-form-urlencoded", 2)]
    [InlineData("/api/auth/reset-password", "application/json", 3)]
    [InlineData("/api/auth/refresh", "application/json", 4)]
    public async Task None_breaks_the_server(string path, string type, int seed)
    {
        var server = await AdoptedServer.WithAllAsync(host.Server);
        var body = Encoding.UTF8.GetBytes(
            type == "application/json"
                ? """{"email":"someone@example.com","password":"p","token":"pr_x","refresh_token":"rt_x","more":[1,{"x":null}]}"""
                : "username=someone%40example.com&password=p%20q&grant_type=password"
        );

        var findings = await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(worker => SendAsync(path, type, body, (ulong)((seed * 1000) + worker)))
        );

        Assert.Empty(findings.SelectMany(found => found).Take(5));
        Assert.Equal(200, (await server.GetAsync("/health")).Status);
    }

    [Theory]
    [InlineData("""{"email":1,"password":"x"}""", "email")]
    [InlineData("""{"email":["a@example.com"],"password":"x"}""", "email")]
    [InlineData("""{"email":"a@example.com","password":{"$ne":""}}""", "password")]
    [InlineData("""{"email":"a@example.com\u0000","password":"x"}""", "email")]
    [InlineData("""{"password":"x"}""", "email")]
    [InlineData("""{"email":null,"password":"x"}""", "email")]
    public async Task The_field_that_is_wrong_is_named(string body, string field)
    {
        var server = await AdoptedServer.WithAllAsync(host.Server);

        var answer = await server.PostAsync("/api/auth/signup", body);

        Assert.Equal(400, answer.Status);
        Assert.StartsWith($"{field} ", answer["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("")]
    [InlineData("{\"email\":\"a@example.com\",\"email\":\"b@example.com\",\"password\":\"x\"}")]
    [InlineData("{\"email\":\"\\ud800\",\"password\":\"x\"}")]
    [InlineData("{\"email\":\"a@example.com\",\"password\":\"x\",}")]
    [InlineData("{\"email\":\"a@example.com\",\"password\":\"x\"}{}")]
    public async Task What_is_not_one_plain_object_is_refused(string body)
    {
        var server = await AdoptedServer.WithAllAsync(host.Server);

        Assert.Equal(400, (await server.PostAsync("/api/auth/signup", body)).Status);
    }

    [Fact]
    public async Task Members_that_nobody_asked_for_do_nothing()
    {
        var server = await AdoptedServer.WithAllAsync(host.Server);
        var email = AdoptedServer.NewEmail();

        var answer = await server.PostAsync(
            "/api/auth/signup",
            $$"""{"__proto__":{"admin":true},"id":7,"suspended":true,"constructor":null,"email":"{{email}}","password":"{{AdoptedServer.Strong}}"}"""
        );

        Assert.Equal(201, answer.Status);
    }

    [Fact]
    public async Task A_giant_body_is_refused_unread()
    {
        var server = await AdoptedServer.WithAllAsync(host.Server);

        var answer = await server.PostAsync("/api/auth/signup", $$"""{"email":"{{new string('a', 40_000)}}"}""");

        Assert.Equal(413, answer.Status);
    }

    private async Task<List<string>> SendAsync(string path, string type, byte[] body, ulong seed)
    {
        var damage = new Damage(seed, Pieces);
        var findings = new List<string>();
        for (var i = 0; i < Requests / Connections; i++)
        {
            var damaged = damage.Of(body);
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new ByteArrayContent(damaged),
            };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            var answer = await host.Server.SendAsync(request);
            if (answer.Status is >= 500 or < 200)
                findings.Add($"{answer.Status} {answer.Body}\n{Encoding.Latin1.GetString(damaged)}");
        }
        return findings;
    }
}
