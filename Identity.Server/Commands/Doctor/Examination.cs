using Identity.Server.Database;
using Identity.Server.Database.Connections;
using Identity.Server.Database.Sealing;
using Npgsql;

namespace Identity.Server.Commands.Doctor;

/// <summary>What the checks look at: the settings as a server here would read them, and the database where it can be reached.</summary>
/// <param name="Configuration">Every source, in its order.</param>
/// <param name="Environment">Development, Production …</param>
/// <param name="Clock">This machine's; tests set their own.</param>
/// <param name="IsProduction">Whether the check-list of a production server is asked for.</param>
internal sealed record Examination(
    IConfigurationRoot Configuration,
    IHostEnvironment Environment,
    TimeProvider Clock,
    bool IsProduction
)
{
    /// <summary>Where the server would be started: `.env` files of other tools lie there.</summary>
    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    public string? ConnectionSetting => Configuration.GetConnectionString(DatabaseHome.ConnectionName);

    public string? DirectSetting => Configuration.GetConnectionString(DirectDatabase.ConnectionName);

    /// <summary>Whether mistakes that would be harmless on a developer's machine count in full.</summary>
    public bool IsStrict => IsProduction || !Environment.IsDevelopment();

    public TOptions Options<TOptions>(string section)
        where TOptions : class, new() => Configuration.GetSection(section).Get<TOptions>() ?? new TOptions();

    /// <summary>The master key as the server would load it; one that Development would make is not made here.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it is not of the right size.</exception>
    public MasterKey? LoadMasterKey()
    {
        var options = Options<MasterKeyOptions>(MasterKeyOptions.Section);
        var made = DevelopmentFolder.Path("master.key");
        var isNamed = options.Value is { Length: > 0 } || options.File is { Length: > 0 };
        return !isNamed && Environment.IsDevelopment() && !File.Exists(made)
            ? null
            : MasterKeySetup.Load(options, Environment.IsDevelopment() ? made : null);
    }
}

/// <summary>A database that was reached, and what a check asks it.</summary>
internal sealed class Patient(NpgsqlConnection connection, DatabaseHome home)
{
    public NpgsqlConnection Connection => connection;

    public DatabaseHome Home => home;

    public async Task<List<T>> ListAsync<T>(
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<T>();
        while (await rows.ReadAsync(ct))
            found.Add(read(rows));
        return found;
    }

    public async Task<T> AskAsync<T>(string sql, CancellationToken ct) =>
        (await ListAsync(sql, row => row.GetFieldValue<T>(0), ct)).Single();

    /// <summary>Whether a table is there to be asked: a schema that is behind lacks some.</summary>
    public async Task<bool> HasTableAsync(string table, CancellationToken ct) =>
        (await ListAsync("SELECT to_regclass($1) IS NOT NULL", row => row.GetBoolean(0), ct, table)).Single();
}
