using System.Diagnostics;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Commands;

/// <summary>Commands beside a server that runs on its private cluster: it honours what they change within a second.</summary>
public sealed class BesideServerTests : IAsyncLifetime
{
    private const string Password = "correct horse battery staple";
    private const string Email = "person@example.com";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly WorkFolder _folder = new();
    private readonly int _port = FreePort.Take();
    private RunningServer? _server;

    private ServerBinary Binary => ServerBinary.Development(_folder.Path, _port);

    public async ValueTask InitializeAsync() => _server = await Binary.ServeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_server_honours_within_a_second_what_a_command_changes()
    {
        (await Binary.RunAsync("apis", "create", "urn:beside", "--scope", "beside")).Lines();
        var made = await Binary.RunAsync([
            "clients",
            "create",
            "app",
            "--grant",
            "client_credentials",
            "--grant",
            "password",
            "--scope",
            "beside",
        ]);
        var client = new TestClient("app", CommandRoom.Secret(made));
        await SoonAsync("a new client is let in", 200, () => AsClientAsync(client));

        (await Binary.RunAsync("clients", "disable", "app")).Lines();
        await SoonAsync("a disabled one is not", 401, () => AsClientAsync(client));
        (await Binary.RunAsync("clients", "enable", "app")).Lines();
        await SoonAsync("an enabled one is again", 200, () => AsClientAsync(client));

        var rotated = await Binary.RunAsync("clients", "rotate-secret", "app", "--overlap", "00:00:00");
        await SoonAsync("the old secret is refused", 401, () => AsClientAsync(client));
        client = client with { Secret = CommandRoom.Secret(rotated) };
        await SoonAsync("the new one is good", 200, () => AsClientAsync(client));

        (await Binary.RunWithInputAsync(Password + "\n", "users", "create", Email)).Lines();
        await SoonAsync("a new account signs in", 200, () => AsPersonAsync(client));
        (await Binary.RunAsync("users", "suspend", Email)).Lines();
        await SoonAsync("a suspended one does not", 400, () => AsPersonAsync(client));
        (await Binary.RunAsync("users", "restore", Email)).Lines();
        await SoonAsync("a restored one does", 200, () => AsPersonAsync(client));
        (await Binary.RunWithInputAsync("a new password\n", "users", "set-password", Email)).Lines();
        await SoonAsync("the old password is refused", 400, () => AsPersonAsync(client));
    }

    [Fact]
    public async Task A_rotated_key_is_published_within_a_second()
    {
        var address = $"http://127.0.0.1:{_port}/.well-known/jwks.json";
        var before = await BodyAsync(address);

        (await Binary.RunAsync("keys", "rotate")).Lines();

        var since = Stopwatch.GetTimestamp();
        while (await BodyAsync(address) == before)
            Assert.True(Stopwatch.GetElapsedTime(since) < Soon, "The new keys were not published within a second.");
    }

    private static async Task<string> BodyAsync(string address)
    {
        using var answer = await Http.GetAsync(address);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task SoonAsync(string what, int status, Func<Task<TestAnswer>> ask)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (answer.Status == status)
                return;
            Assert.True(Stopwatch.GetElapsedTime(since) < Soon, $"Not within a second: {what}. {answer.Body}");
        }
    }

    private Task<TestAnswer> AsClientAsync(TestClient client) =>
        Http.PostAsync(
            $"http://127.0.0.1:{_port}/connect/token",
            client,
            ("grant_type", "client_credentials"),
            ("scope", "beside")
        );

    private Task<TestAnswer> AsPersonAsync(TestClient client) =>
        Http.PostAsync(
            $"http://127.0.0.1:{_port}/connect/token",
            client,
            ("grant_type", "password"),
            ("username", Email),
            ("password", Password),
            ("scope", "beside")
        );
}
