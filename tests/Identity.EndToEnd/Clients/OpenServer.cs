using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>The server at which everybody may register a client: <c>IClassFixture&lt;OpenServer&gt;</c>.</summary>
public sealed class OpenServer(TestDatabases databases) : IAsyncLifetime
{
    private readonly ClassServer _host = new(databases)
    {
        Settings = new Dictionary<string, string?> { ["Registration:Mode"] = "Open" },
    };

    public TestServer Server => _host.Server;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
