using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Identity.EndToEnd.Processes;
using Identity.Tests;
using Npgsql;

namespace Identity.EndToEnd.Starting;

/// <summary>A server that cannot start says why in one line, and ends with status 1. Each test spoils one thing of a valid start.</summary>
public sealed class RefusalTests(ClassDatabase database) : IClassFixture<ClassDatabase>, IDisposable
{
    private const string Connection = "IDENTITY__ConnectionStrings__Identity";
    private const string Issuer = "IDENTITY__Issuer";
    private const string Key = "IDENTITY__MasterKey__Value";

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_spoilt_starts_prints_one_link_for_the_first_owner_and_stops_with_status_0()
    {
        await using var server = await Valid().ServeAsync();

        await server.PrintsAsync("https://id.example.com/setup?token=su_");
        Assert.Equal(1, server.Times("/setup?token="));
        Assert.Equal(0, await server.StopAsync());
    }

    [Theory]
    [InlineData(Issuer, null, "There is no Issuer setting.")]
    [InlineData(Issuer, "http://id.example.com", "must be https")]
    [InlineData(Issuer, "id.example.com", "is not an absolute https URL")]
    [InlineData(Connection, null, "There is no database.")]
    [InlineData(Connection, "postgres://app:postgres@db.example.com/app", "a password that everybody tries first")]
    [InlineData(Connection, "Host", "ConnectionStrings:Identity")]
    [InlineData(Connection, "Hots=127.0.0.1", "ConnectionStrings:Identity")]
    [InlineData(Connection, "Host=127.0.0.1;Port=many", "ConnectionStrings:Identity")]
    [InlineData(Connection, "Database=identity", "ConnectionStrings:Identity")]
    [InlineData(Connection, "Host=127.0.0.1;Port=1;Database=identity;Username=identity", "did not answer")]
    [InlineData(Key, null, "There is no master key.")]
    [InlineData(Key, "c2hvcnQ=", "MasterKey:Value does not hold 32 bytes in base64.")]
    [InlineData(Key, "not base64 at all", "MasterKey:Value does not hold 32 bytes in base64.")]
    [InlineData(Key, "dGVzdHMgb25seTogdGhpcnR5LXR3byBieXRlcyBsb24=", "is a text, such as the examples of manuals")]
    [InlineData("IDENTITY__Tokens__AccessTokenLifetime", "05:00:00", "between 00:00:10 and 01:00:00")]
    [InlineData("IDENTITY__Tokens__AccessTokenLifetime", "soon", "Tokens:AccessTokenLifetime")]
    [InlineData("IDENTITY__Database__MaximumPoolSize", "0", "between 4 and 1000")]
    [InlineData("ASPNETCORE_URLS", "nonsense", "nonsense (setting Urls)")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:99999", "http://127.0.0.1:99999 (setting Urls)")]
    [InlineData("ASPNETCORE_URLS", "http://192.0.2.1:5000", "http://192.0.2.1:5000 (setting Urls)")]
    public async Task A_setting_that_will_not_do_is_named(string variable, string? value, string said)
    {
        var server = Valid();
        server.Environment[variable] = value;

        Assert.Contains(said, (await server.RunAsync("serve")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_missing_is_said_at_once()
    {
        var server = Valid();
        foreach (var variable in server.Environment.Keys)
            server.Environment[variable] = null;
        server.Environment["IDENTITY__Passwords__Cost"] = "2";

        var refused = await server.RunAsync("serve");

        Assert.Equal(1, refused.Status);
        Assert.Collection(
            refused.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("There is no Issuer setting.", line, StringComparison.Ordinal),
            line => Assert.StartsWith("There is no database.", line, StringComparison.Ordinal),
            line => Assert.StartsWith("There is no master key.", line, StringComparison.Ordinal),
            line => Assert.StartsWith("Passwords:Cost:", line, StringComparison.Ordinal),
            line => Assert.StartsWith("There is no mail server.", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_master_key_file_that_is_not_there_is_named()
    {
        var server = Valid();
        server.Environment[Key] = null;
        server.Environment["IDENTITY__MasterKey__File"] = _folder.In("no.key");

        Assert.Contains(_folder.In("no.key"), (await server.RunAsync("serve")).Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Issuer")]
    [InlineData("=https://id.example.com")]
    public async Task A_set_without_key_and_value_is_refused(string setting) =>
        Assert.Contains(
            "is not of the form Section:Key=value",
            (await Valid().RunAsync("serve", "--set", setting)).Refusal(),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_refused_set_repeats_no_value_that_may_be_secret()
    {
        var refused = await Valid().RunAsync("serve", "--set", "=hunter2");

        Assert.DoesNotContain("hunter2", refused.Output + refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_in_a_connection_string_that_will_not_do_is_not_printed()
    {
        var server = Valid();
        server.Environment[Connection] = "Host=127.0.0.1;Port=1;Username=identity;Password=hunter2;Timeout=soon";

        var refused = await server.RunAsync("serve");

        Assert.DoesNotContain("hunter2", refused.Output + refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var server = Valid();
        server.Environment["ASPNETCORE_URLS"] = $"http://{other.LocalEndpoint}";

        var refusal = (await server.RunAsync("serve")).Refusal();

        Assert.Contains($"{other.LocalEndpoint}", refusal, StringComparison.Ordinal);
        Assert.Contains("in use", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named()
    {
        var server = Valid();
        server.Environment[Connection] = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Database = "nowhere",
        }.ConnectionString;

        Assert.Contains("nowhere", (await server.RunAsync("serve")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_master_key_that_is_not_the_database_s_is_refused()
    {
        await using (var first = await Valid().ServeAsync())
            await first.StopAsync();
        var server = Valid();
        server.Environment[Key] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

        Assert.Contains("master key", (await server.RunAsync("serve")).Refusal(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_folder_that_another_server_uses_is_refused_and_the_other_serves_on()
    {
        var port = FreePort.Take();
        await using var first = await ServerBinary.Development(_folder.Path, port).ServeAsync();

        var refusal = (await ServerBinary.Development(_folder.Path, FreePort.Take()).RunAsync("serve")).Refusal();

        Assert.Contains("in use by another server, process", refusal, StringComparison.Ordinal);
        using var answer = await Http.GetAsync($"http://127.0.0.1:{port}/health/ready");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private ServerBinary Valid()
    {
        var server = ServerBinary.On(database.ConnectionString, _folder.Path);
        server.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Take()}";
        return server;
    }
}
