using System.Net.Http.Headers;
using System.Text;
using Identity.Server.Clients;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Declarations;
using Identity.Server.Mail;
using Identity.Server.Mail.Transport;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Tokens;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>A server that serves the four systems that moved in, and calls it as their front ends do.</summary>
internal sealed class AdoptedServer(TestServer server)
{
    /// <summary>What every API of a test shares with the server.</summary>
    public const string Secret = "a secret that the resource API knew long before it moved in: of sixty-four bytes";

    public const string Strong = "Str0ng!pass word";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public TestServer Server => server;

    public static async Task<AdoptedServer> OnAsync(TestServer server, params string[] documents)
    {
        foreach (var document in documents)
        {
            var (profile, problems) = ProfileReader.Read(document);
            Assert.Empty(problems);
            var secret = profile!.Api.Algorithm.IsSymmetric ? Secret + profile.Name : null;
            var applied = await server.Get<ProfileApplication>().ApplyAsync(profile, secret, Ct);
            Assert.True(
                applied is ProfileApplied.Done,
                string.Join('\n', (applied as ProfileApplied.Refused)?.Problems ?? [])
            );
        }
        await server.Get<ApiCatalog>().ReloadAsync(Ct);
        await server.Get<ClientCatalog>().ReloadAsync(Ct);
        await server.Get<AccountProfileCatalog>().ReloadAsync(Ct);
        return new AdoptedServer(server);
    }

    public static Task<AdoptedServer> WithAllAsync(TestServer server) =>
        OnAsync(server, [.. Directory.EnumerateFiles(Folder, "*.json").Select(File.ReadAllText)]);

    public static string Sample(string name) => File.ReadAllText(Path.Join(Folder, $"{name}.json"));

    private static string Folder => Path.Join(AppContext.BaseDirectory, "adopted");

    public static string NewEmail() => $"{TestClients.Unique("person")}@example.com";

    public async Task<TestAnswer> PostAsync(
        string path,
        string json,
        string? bearer = null,
        string type = "application/json"
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, type),
        };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await server.SendAsync(request);
    }

    public Task<TestAnswer> FormAsync(string path, params (string Name, string Value)[] form) =>
        server.PostAsync(path, client: null, form);

    public async Task<TestAnswer> GetAsync(string path, string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await server.SendAsync(request);
    }

    public Task<TestAnswer> SendAsync(string method, string path, params (string Name, string Value)[] headers) =>
        server.SendAsync(method, path, headers);

    /// <summary>The token in the newest letter of a kind, as soon as it has been delivered.</summary>
    public async Task<string> TokenOfLetterAsync(string kind, string email)
    {
        var asked = Assert.IsType<QueuedLetter>(await NewestLetterAsync(kind, email));
        var letter = await server.Get<DevelopmentMailbox>().WaitAsync(kept => kept.Id == asked.Id, Ct);
        var link = Assert.IsType<string>(letter.Link).Trim();
        return link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..];
    }

    public async Task<QueuedLetter?> NewestLetterAsync(string kind, string email)
    {
        await using var command = server
            .Get<NpgsqlDataSource>()
            .CreateCommand(
                "SELECT id, created_at, kind, recipient, about FROM letters WHERE kind = $1 AND recipient = $2 ORDER BY id DESC LIMIT 1"
            );
        command.Parameters.AddWithValue(kind);
        command.Parameters.AddWithValue(email);
        await using var row = await command.ExecuteReaderAsync(Ct);
        if (!await row.ReadAsync(Ct))
            return null;
        var about = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(4))!;
        return new QueuedLetter(
            row.GetGuid(0),
            row.GetFieldValue<DateTimeOffset>(1),
            row.GetString(2),
            row.GetString(3),
            about
        );
    }

    /// <summary>Suspends as the command does.</summary>
    public async Task SuspendAsync(string email, string? message)
    {
        var done = await server.SuspendAsync(email, message);
        await server.Get<TokenRevocation>().RevokeAllAsync(done.Id, done.Email, Ct);
    }
}
