using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Commands;

/// <summary>A database of its own, and the binary beside it: what the tests of one group of commands share.</summary>
public sealed class CommandRoom(TestDatabases databases) : IAsyncLifetime
{
    private readonly WorkFolder _folder = new();
    private TestDatabase? _database;

    public string ConnectionString => _database!.ConnectionString;

    internal ServerBinary Binary => ServerBinary.On(ConnectionString, _folder.Path);

    public async ValueTask InitializeAsync() =>
        _database = await databases.CreateAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    internal Task<Finished> RunAsync(params string[] arguments) => Binary.RunAsync(arguments);

    internal Task<Finished> RunWithInputAsync(string input, params string[] arguments) =>
        Binary.RunWithInputAsync(input, arguments);

    /// <summary>The row of a listing that begins with this cell, as cells: columns are two spaces apart or more.</summary>
    internal static string[] Row(Finished listing, string cell)
    {
        var line = Assert.Single(listing.Lines(), line => line.StartsWith(cell + " ", StringComparison.Ordinal));
        return line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The secret that a command has just shown.</summary>
    internal static string Secret(Finished made, string label = "secret: ")
    {
        var line = Assert.Single(made.Lines(), line => line.StartsWith(label, StringComparison.Ordinal));
        return line[label.Length..];
    }
}
