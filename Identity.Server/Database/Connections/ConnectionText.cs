using System.Data.Common;
using Npgsql;

namespace Identity.Server.Database.Connections;

/// <summary>Reads where a database is, as operators write it: a URL, or pairs of key and value.</summary>
/// <remarks>What is wrong with it is said in one sentence that repeats nothing which could be a part of the password.</remarks>
internal static class ConnectionText
{
    private static readonly NpgsqlConnectionStringBuilder Known = new();

    /// <param name="setting">The setting that holds it, for the sentence.</param>
    /// <param name="text">What it holds.</param>
    /// <exception cref="InvalidOperationException">It does not say where the database is; the message says why.</exception>
    public static NpgsqlConnectionStringBuilder Read(string setting, string text)
    {
        var read = PostgresUrl.IsUrl(text) ? PostgresUrl.Read(setting, text.Trim()) : ReadPairs(setting, text);
        if (read.Host is not { Length: > 0 } host)
            throw new InvalidOperationException($"{setting} names no Host.");
        return host.Contains(' ', StringComparison.Ordinal)
            ? throw new InvalidOperationException(
                $"{setting} has a Host with a space in it: pairs of key and value are separated by semicolons."
            )
            : read;
    }

    /// <summary>Host, database and user, for people to read: no password.</summary>
    public static string Describe(NpgsqlConnectionStringBuilder address) =>
        $"{DescribeDatabase(address)} as {address.Username}";

    /// <summary>Host and database alone: two that read the same here are one.</summary>
    public static string DescribeDatabase(NpgsqlConnectionStringBuilder address)
    {
        var host = address.Host ?? "";
        var port = host.AsSpan().IndexOfAny('/', ',') >= 0 ? "" : $":{address.Port}";
        return $"{host}{port}/{address.Database ?? address.Username}";
    }

    private static NpgsqlConnectionStringBuilder ReadPairs(string setting, string text)
    {
        if (!TryRead(text, out var pairs))
        {
            throw new InvalidOperationException(
                $"{setting} is not a connection string: write postgres://user:password@host:5432/database, or "
                    + "Host=…;Database=…;Username=…;Password=…, with values that hold a semicolon in double quotes."
            );
        }

        var read = new NpgsqlConnectionStringBuilder();
        foreach (string key in pairs.Keys)
        {
            // The driver's own message would repeat what may be a part of the password.
            if (!IsKnown(key))
                throw new InvalidOperationException($"{setting} has {Name(key)} that the driver does not know.");
            if (!TrySet(read, key, pairs[key]))
                throw new InvalidOperationException($"{setting} has a {key} that is not one of its possible values.");
        }
        return read;
    }

    private static bool TryRead(string text, out DbConnectionStringBuilder pairs)
    {
        pairs = [];
        try
        {
            pairs.ConnectionString = text;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsKnown(string key)
    {
        try
        {
            // It throws for what it does not know, and says false for what is not set.
            _ = Known.ContainsKey(key) || Known[key] is null;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool TrySet(NpgsqlConnectionStringBuilder read, string key, object value)
    {
        try
        {
            read[key] = value;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (FormatException)
        {
            return false;
        }
        catch (InvalidCastException)
        {
            return false;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    // A password with a semicolon in it looks like a key: only what nearly is one is repeated.
    private static string Name(string key)
    {
        string[] usual =
        [
            "host",
            "server",
            "port",
            "database",
            "username",
            "password",
            "timeout",
            "ssl mode",
            "sslmode",
        ];
        return Array.Exists(usual, name => name.Order().SequenceEqual(key.ToLowerInvariant().Order()))
            ? $"the key {key}"
            : "a key";
    }
}
