using System.Globalization;
using Npgsql;

namespace Identity.Server.Database.Connections;

/// <summary>Sets one parameter of a database URL.</summary>
/// <returns>False for a value that it cannot have.</returns>
internal delegate bool UrlParameter(NpgsqlConnectionStringBuilder read, string value);

/// <summary>What may stand behind the question mark of a database URL, under the names that PostgreSQL gives it.</summary>
internal static class UrlParameters
{
    private static readonly Dictionary<string, UrlParameter> Known = new(StringComparer.Ordinal)
    {
        ["host"] = (read, value) => (read.Host = value).Length > 0,
        ["port"] = (read, value) => IsNumber(value, 65535, out var port) && port > 0 && (read.Port = port) > 0,
        ["user"] = (read, value) => (read.Username = value).Length > 0,
        ["password"] = (read, value) => (read.Password = value).Length > 0,
        ["dbname"] = (read, value) => (read.Database = value).Length > 0,
        ["sslmode"] = SetSslMode,
        // As asyncpg calls it.
        ["ssl"] = SetSslMode,
        ["sslrootcert"] = (read, value) => (read.RootCertificate = value).Length > 0,
        ["sslcert"] = (read, value) => (read.SslCertificate = value).Length > 0,
        ["sslkey"] = (read, value) => (read.SslKey = value).Length > 0,
        ["connect_timeout"] = (read, value) => IsNumber(value, 1024, out var wait) && (read.Timeout = wait) >= 0,
        ["application_name"] = (read, value) => (read.ApplicationName = value).Length > 0,
        ["channel_binding"] = SetChannelBinding,
        ["options"] = (read, value) => (read.Options = value).Length > 0,
        // Several hosts or one, this server needs the one that can be written to.
        ["target_session_attrs"] = (_, value) => value is "any" or "read-write" or "primary" or "prefer-primary",
        ["client_encoding"] = (_, value) =>
            value.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() is "UTF8",
    };

    // Addressed to other clients, which put them into URLs that are shared; whether there is a pooler is found out by itself.
    private static readonly string[] OfOthers =
    [
        "pgbouncer",
        "schema",
        "connection_limit",
        "pool_timeout",
        "statement_cache_size",
        "prepared_statement_cache_size",
        "prepare_threshold",
        "async_fallback",
    ];

    public static string Names { get; } = string.Join(", ", Known.Keys.Order(StringComparer.Ordinal));

    public static UrlParameter? Find(string name) => Known.GetValueOrDefault(name);

    public static bool IsIgnored(string name) => OfOthers.Contains(name);

    private static bool SetSslMode(NpgsqlConnectionStringBuilder read, string value)
    {
        SslMode? mode = value switch
        {
            "disable" or "false" => SslMode.Disable,
            "allow" => SslMode.Allow,
            "prefer" => SslMode.Prefer,
            "require" or "true" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            "verify-full" => SslMode.VerifyFull,
            _ => null,
        };
        read.SslMode = mode ?? read.SslMode;
        return mode is not null;
    }

    private static bool SetChannelBinding(NpgsqlConnectionStringBuilder read, string value)
    {
        ChannelBinding? binding = value switch
        {
            "disable" => ChannelBinding.Disable,
            "prefer" => ChannelBinding.Prefer,
            "require" => ChannelBinding.Require,
            _ => null,
        };
        read.ChannelBinding = binding ?? read.ChannelBinding;
        return binding is not null;
    }

    private static bool IsNumber(string value, int most, out int number) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
