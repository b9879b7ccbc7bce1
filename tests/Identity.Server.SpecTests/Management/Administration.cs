using System.Net.Http.Headers;
using System.Text;
using Identity.Server.Audit;
using Identity.Server.Roles;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.SpecTests.Management;

/// <summary>Somebody who may call the management, with a token for it.</summary>
public sealed record Admin(string Role, string Id, string? Email, string Token);

/// <summary>The tests of the management, which share one server: <c>[Collection&lt;AdministrationTests&gt;]</c>.</summary>
[CollectionDefinition]
public sealed class AdministrationTests : ICollectionFixture<Administration>;

/// <summary>A server with one of each who may administer something.</summary>
public sealed class Administration(TestDatabases databases) : IAsyncLifetime
{
    public const string Root = "/api/v1";
    public const string Scope = "identity.admin";

    private readonly ClassServer _host = new(databases)
    {
        Settings = new Dictionary<string, string?> { ["Docs:Enabled"] = "true" },
    };

    public TestServer Server => _host.Server;

    public string ConnectionString => _host.ConnectionString;

    /// <summary>By which people call; it has no rights of its own.</summary>
    public TestClient Console { get; private set; } = null!;

    public Admin Owner { get; private set; } = null!;

    public Admin Administrator { get; private set; } = null!;

    public Admin Helpdesk { get; private set; } = null!;

    public Admin Auditor { get; private set; } = null!;

    /// <summary>With a role that was made here, which lets them read clients.</summary>
    public Admin Custom { get; private set; } = null!;

    /// <summary>With no role at all.</summary>
    public Admin Nobody { get; private set; } = null!;

    /// <summary>A client that calls for itself, with a role that lets it see letters and send them again.</summary>
    public Admin Machine { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        Console = await Server.AddClientAsync(["openid", Scope], asked => asked with { IsFirstParty = true });
        Owner = await AddAsync("owner");
        Administrator = await AddAsync("administrator");
        Helpdesk = await AddAsync("helpdesk");
        Auditor = await AddAsync("auditor");
        Custom = await AddAsync(await AddRoleAsync("clients.read"));
        Nobody = await AddAsync();
        Machine = await AddMachineAsync(await AddRoleAsync("letters.read", "letters.write"));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>A person with roles, and their token.</summary>
    public async Task<Admin> AddAsync(params string[] roles)
    {
        var email = await Server.AddUserAsync();
        var person = (await Server.Get<People>().FindActiveAsync(email, Ct))!;
        if (roles.Length > 0)
            await GiveAsync(AuditParty.User(person.Id), roles);
        return new Admin(string.Join(' ', roles), person.Id.ToString(), email, await SignInAsync(email));
    }

    /// <summary>A client with roles, and a token of its own.</summary>
    public async Task<Admin> AddMachineAsync(params string[] roles)
    {
        var client = await Server.AddClientAsync([Scope], asked => asked with { GrantTypes = ["client_credentials"] });
        await GiveAsync(AuditParty.Client(client.Id), roles);
        var answer = await Server.TokenAsync(client, ("grant_type", "client_credentials"), ("scope", Scope));
        return new Admin(string.Join(' ', roles), client.Id, Email: null, answer.Issued());
    }

    public async Task<string> SignInAsync(string email) =>
        (await Server.SignInAsync(Console, email, $"openid {Scope}")).Issued();

    /// <summary>A role that holds these permissions and no others.</summary>
    public async Task<string> AddRoleAsync(params string[] permissions)
    {
        var name = TestClients.Unique("role");
        var held = permissions.Select(one => Permission.Find(one)!).ToList();
        var change = await Server.Get<RoleRegistry>().CreateAsync(Actor.Console, name, "", held, Ct);
        Assert.IsType<RoleChange.Done>(change);
        return name;
    }

    /// <summary>Gives roles as whoever sits at the command line does.</summary>
    internal async Task GiveAsync(AuditParty party, params string[] roles) =>
        Assert.IsType<Membership.Done>(
            await Server.Get<RoleMembers>().SetAsync(Actor.Console, party, roles, expected: null, Ct)
        );

    /// <summary>The kinds of letters that lie in the outbox for an address, oldest first.</summary>
    public async Task<string[]> LettersAsync(string email)
    {
        await using var command = Server
            .Get<NpgsqlDataSource>()
            .CreateCommand("SELECT kind FROM letters WHERE lower(recipient) = lower($1) ORDER BY created_at, id");
        command.Parameters.AddWithValue(email);
        var kinds = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(Ct);
        while (await rows.ReadAsync(Ct))
            kinds.Add(rows.GetString(0));
        return [.. kinds];
    }

    public Task<TestAnswer> GetAsync(Admin? admin, string path) => SendAsync(admin, "GET", path);

    /// <param name="path">Below the root of the API.</param>
    /// <param name="json">The body, where there is one.</param>
    public async Task<TestAnswer> SendAsync(
        Admin? admin,
        string method,
        string path,
        string? json = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), new Uri(Server.Issuer + Root + path));
        if (admin is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", admin.Token);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Server.SendAsync(request);
    }
}

/// <summary>What tests expect of the management's answers, said once.</summary>
internal static class ManagementAnswers
{
    /// <summary>A problem, in the one shape that there is for them.</summary>
    public static void ShouldBeProblem(this TestAnswer answer, int status, string code)
    {
        Assert.True(answer.Status == status && answer.Body.Length > 0, $"{answer.Status} {answer.Body}");
        Assert.Equal("application/problem+json", answer.Response.Content.Headers.ContentType?.ToString());
        Assert.True(answer.Response.Headers.CacheControl?.NoStore);
        Assert.Equal($"urn:identity:problem:{code}", answer["type"]);
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(answer["title"]!);
        Assert.NotEmpty(answer["detail"]!);
        Assert.Equal(answer.Response.Headers.GetValues("X-Correlation-Id").Single(), answer["correlation_id"]);
    }

    public static void ShouldSucceedWith(this TestAnswer answer, int status) =>
        Assert.True(answer.Status == status, $"{answer.Status} {answer.Body}");

    /// <summary>The sentences about one member.</summary>
    public static string[] ErrorsOf(this TestAnswer answer, string member)
    {
        answer.ShouldBeProblem(422, "invalid");
        return
        [
            .. answer.Json.GetProperty("errors").GetProperty(member).EnumerateArray().Select(one => one.GetString()!),
        ];
    }

    public static string ETag(this TestAnswer answer) => answer.Response.Headers.ETag!.ToString();

    public static string[] Texts(this TestAnswer answer, string member) =>
        [.. answer.Json.GetProperty(member).EnumerateArray().Select(one => one.GetString()!)];

    /// <summary>One member of each item of a page.</summary>
    public static string[] Items(this TestAnswer answer, string member) =>
        [.. answer.Json.GetProperty("items").EnumerateArray().Select(one => one.GetProperty(member).ToString())];
}
