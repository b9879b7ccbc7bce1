using Identity.Server.Audit;
using Identity.Server.Commands;
using Identity.Server.Commands.Declarations;
using Identity.Server.Database;
using Identity.Server.Declarations;
using Identity.Server.Resources;
using Identity.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.StoreTests.Commands;

/// <summary>A server on a database of its own, put together as a command has it: it listens nowhere.</summary>
public sealed class DeclaredServer(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;
    private WebApplication? _app;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string ConnectionString => _database!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        var settings = TestServer.Settings(ConnectionString, Nodes.Issuer);
        _app = await Server.Program.BuildAsync(new ServerStart(settings, IsServing: false), Ct);
    }

    /// <summary>Forgets all that was declared, and nothing of the audit.</summary>
    public Task ClearAsync() =>
        Sql.ExecuteAsync(ConnectionString, "TRUNCATE clients, apis, account_profiles, roles, role_members CASCADE");

    public T Get<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public Task<string> ExportAsync() => Get<DeclarationExport>().WriteAsync(Ct);

    internal async Task<Applied> TryApplyAsync(string text, bool prunes = false, bool isDry = false)
    {
        var reading = await DeclarationReader.ReadAsync(text, Directory.GetCurrentDirectory(), Ct);
        Assert.Empty(reading.Problems);
        await Get<ApiCatalog>().ReloadAsync(Ct);
        return await Get<DeclarationApplication>()
            .ApplyAsync(reading.Declaration!, new ApplicationTerms(prunes, isDry), Ct);
    }

    /// <summary>Applies what is good, and says what it changed as the command does.</summary>
    public async Task<string[]> ApplyAsync(string text, bool prunes = false, bool isDry = false) =>
        [.. (await DoneAsync(text, prunes, isDry)).Changes.SelectMany(ChangeLines.Of)];

    internal async Task<Applied.Done> DoneAsync(string text, bool prunes = false, bool isDry = false)
    {
        var applied = await TryApplyAsync(text, prunes, isDry);
        var problems = (applied as Applied.Refused)?.Problems.Select(problem => problem.ToString()) ?? [];
        Assert.True(applied is Applied.Done, string.Join('\n', problems));
        return (Applied.Done)applied;
    }

    /// <summary>What the audit was told of since a moment, as kind, target and details.</summary>
    public async Task<List<string>> AuditAsync(DateTimeOffset since)
    {
        await Get<DailyTables>().KeepAsync(Ct);
        await Get<AuditWriter>().StoreWaitingAsync(Ct);
        return await Sql.ListAsync<string>(
            ConnectionString,
            $"SELECT kind || ' ' || target || ' ' || details FROM audit_events WHERE at >= '{since:O}' ORDER BY kind, target"
        );
    }

    public Task<T> AskAsync<T>(string sql) => Sql.AskAsync<T>(ConnectionString, sql);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Environment variables for as long as a test runs.</summary>
    internal sealed class Variables : IDisposable
    {
        private readonly string[] _names;

        public Variables(params (string Name, string Value)[] variables)
        {
            _names = [.. variables.Select(variable => variable.Name)];
            foreach (var (name, value) in variables)
                Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose()
        {
            foreach (var name in _names)
                Environment.SetEnvironmentVariable(name, value: null);
        }
    }
}
