using System.Text.Json;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Starting;

/// <summary>The first session that anybody has with the server: an empty folder, `serve --demo`, and what its variables open.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly WorkFolder _folder = new();
    private readonly ServerBinary _binary;

    public DemoTests() => _binary = ServerBinary.Development(_folder.Path, FreePort.Take());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_first_session_goes_from_an_empty_folder_to_a_dead_family()
    {
        await using var server = await _binary.ServeAsync("--demo", "--set", "Tokens:RefreshGrace=00:00:02");
        var (id, client, user, password) = Variables();
        // The demo has an owner, and says where the administrators' site is.
        Assert.Equal(0, server.Times("/setup?token="));
        await server.PrintsAsync("Admin       http://localhost:5001 as admin@example.com / ");

        using var discovery = await Http.GetAsync($"{id}/.well-known/openid-configuration");
        var document = await JsonDocument.ParseAsync(
            await discovery.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(id, document.RootElement.GetProperty("issuer").GetString());
        var endpoint = document.RootElement.GetProperty("token_endpoint").GetString()!;

        var signedIn = await Http.PostAsync(
            endpoint,
            client,
            ("grant_type", "password"),
            ("username", user),
            ("password", password),
            ("scope", "openid offline_access api")
        );
        Assert.Equal(200, signedIn.Status);
        Assert.NotNull(signedIn["id_token"]);

        var first = await RefreshAsync(endpoint, client, signedIn["refresh_token"]!);
        var again = await RefreshAsync(endpoint, client, signedIn["refresh_token"]!);
        Assert.Equal(200, first.Status);
        Assert.NotEqual(signedIn["refresh_token"], first["refresh_token"]);
        Assert.Equal(first["refresh_token"], again["refresh_token"]);

        // The grace is the server's own time, which a test of a process can only wait for.
        await Task.Delay(TimeSpan.FromSeconds(2.2), TestContext.Current.CancellationToken);
        var late = await RefreshAsync(endpoint, client, signedIn["refresh_token"]!);
        Assert.Equal((400, "invalid_grant"), (late.Status, late["error"]));
        var family = await RefreshAsync(endpoint, client, first["refresh_token"]!);
        Assert.Equal((400, "invalid_grant"), (family.Status, family["error"]));
    }

    [Fact]
    public async Task A_second_start_keeps_the_accounts_and_what_was_signed_in()
    {
        string? token;
        (string Id, TestClient Client, string User, string Password) before;
        await using (var first = await _binary.ServeAsync("--demo"))
        {
            before = Variables();
            token = await SignInAsync(before);
            Assert.Equal(0, await first.StopAsync());
        }

        await using var second = await _binary.ServeAsync("--demo");

        Assert.Equal(before, Variables());
        Assert.Equal(200, (await RefreshAsync($"{before.Id}/connect/token", before.Client, token!)).Status);
    }

    [Fact]
    public async Task A_killed_server_starts_again_with_what_it_had_promised()
    {
        string? token;
        (string Id, TestClient Client, string User, string Password) before;
        await using (var first = await _binary.ServeAsync("--demo"))
        {
            before = Variables();
            token = await SignInAsync(before);
            await first.KillAsync();
        }

        await using var second = await _binary.ServeAsync("--demo");

        Assert.Equal(before, Variables());
        Assert.Equal(200, (await RefreshAsync($"{before.Id}/connect/token", before.Client, token!)).Status);
    }

    [Fact]
    public async Task Lost_variables_are_made_anew()
    {
        (string Id, TestClient Client, string User, string Password) before;
        await using (var first = await _binary.ServeAsync("--demo"))
            before = Variables();
        File.Delete(_folder.In(".data", "demo.env"));

        await using var second = await _binary.ServeAsync("--demo");

        Assert.NotEqual(before.Client.Secret, Variables().Client.Secret);
        Assert.NotNull(await SignInAsync(Variables()));
    }

    [Fact]
    public async Task Secrets_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var server = await _binary.ServeAsync("--demo");

#pragma warning disable CA1416 // Skipped there.
        foreach (var file in (string[])["demo.env", "master.key"])
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(_folder.In(".data", file))
            );
        }
#pragma warning restore CA1416
    }

    private static async Task<string?> SignInAsync((string Id, TestClient Client, string User, string Password) demo)
    {
        var answer = await Http.PostAsync(
            $"{demo.Id}/connect/token",
            demo.Client,
            ("grant_type", "password"),
            ("username", demo.User),
            ("password", demo.Password),
            ("scope", "openid offline_access api")
        );
        return answer["refresh_token"];
    }

    private static Task<TestAnswer> RefreshAsync(string endpoint, TestClient client, string token) =>
        Http.PostAsync(endpoint, client, ("grant_type", "refresh_token"), ("refresh_token", token));

    private (string Id, TestClient Client, string User, string Password) Variables()
    {
        var values = File.ReadAllLines(_folder.In(".data", "demo.env"))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return (
            values["ID"],
            new TestClient(values["CLIENT_ID"], values["CLIENT_SECRET"]),
            values["DEMO_USER"],
            values["DEMO_PASSWORD"]
        );
    }
}
