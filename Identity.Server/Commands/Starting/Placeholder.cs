using System.Net;
using Npgsql;

namespace Identity.Server.Commands.Starting;

/// <summary>Knows what people copy out of examples and mean to replace.</summary>
internal static class Placeholder
{
    private static readonly string[] Words =
    [
        "changeme",
        "replaceme",
        "placeholder",
        "fillmein",
        "yourpassword",
        "notasecret",
    ];

    private static readonly string[] Passwords =
    [
        "postgres",
        "postgresql",
        "password",
        "passwort",
        "secret",
        "admin",
        "root",
        "identity",
        "example",
        "123456",
        "12345678",
    ];

    /// <summary>Whether a value was to be replaced by another: CHANGE_ME, &lt;your host&gt;, ${A_VARIABLE}.</summary>
    public static bool IsIn(string value)
    {
        var letters = string.Concat(value.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return value.Contains("${", StringComparison.Ordinal)
            || (value.Trim() is ['<', .., '>'])
            || Array.Exists(Words, word => letters.Contains(word, StringComparison.Ordinal));
    }

    /// <summary>Whether everybody would try this password first, on a database that others can reach.</summary>
    public static bool IsKnownPassword(NpgsqlConnectionStringBuilder address) =>
        address.Password is { Length: > 0 } password
        && !IsThisMachine(address.Host ?? "")
        && (
            Passwords.Contains(password, StringComparer.OrdinalIgnoreCase)
            || string.Equals(password, address.Username, StringComparison.OrdinalIgnoreCase)
        );

    // Of several hosts the first will do: they are one cluster with one password.
    private static bool IsThisMachine(string hosts)
    {
        var host = hosts.Split(',')[0];
        return host.StartsWith('/')
            || host is "localhost"
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
