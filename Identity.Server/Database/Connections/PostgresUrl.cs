using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Identity.Server.Database.Connections;

/// <summary>Reads <c>postgres://user:password@host:port/database?sslmode=require</c>, the form that hosted databases are handed out in.</summary>
/// <remarks>
/// As in PostgreSQL's own documentation of libpq. A driver's name after a plus, as SQLAlchemy writes it, means nothing here. Nothing of the text but the
/// names of parameters is repeated in an error: with one character wrong, the password may stand anywhere.
/// </remarks>
internal static partial class PostgresUrl
{
    public static bool IsUrl(string text) => Scheme().IsMatch(text);

    public static NpgsqlConnectionStringBuilder Read(string setting, string url)
    {
        var scheme = Scheme().Match(url);
        if (!OurScheme().IsMatch(scheme.Value))
            throw Refused(setting, "does not begin with postgres:// or postgresql://");

        var rest = url[scheme.Length..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        var path = end < 0 ? "" : rest[end..];
        // A raw one in the password has cut the text in the wrong place.
        if (path.AsSpan().IndexOfAny('#', '@') >= 0)
            throw Refused(setting, "holds one of / ? # @ unencoded, in the password perhaps: percent-encode it");

        var read = new NpgsqlConnectionStringBuilder();
        var at = authority.LastIndexOf('@');
        if (at >= 0)
            ReadUser(setting, authority[..at], read);
        ReadHosts(setting, authority[(at + 1)..], read);

        var question = path.IndexOf('?', StringComparison.Ordinal);
        var database = (question < 0 ? path : path[..question]).TrimStart('/');
        if (database.Length > 0)
            read.Database = Decode(setting, database);
        if (question >= 0)
        {
            foreach (var pair in path[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
                ReadParameter(setting, pair, read);
        }
        return read;
    }

    private static void ReadUser(string setting, string user, NpgsqlConnectionStringBuilder read)
    {
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? user : user[..colon];
        if (name.Length > 0)
            read.Username = Decode(setting, name);
        if (colon >= 0 && colon + 1 < user.Length)
            read.Password = Decode(setting, user[(colon + 1)..]);
    }

    // Several hosts are tried in turn; the one that can be written to is used.
    private static void ReadHosts(string setting, string hosts, NpgsqlConnectionStringBuilder read)
    {
        if (hosts.Length == 0)
            return;
        var all = hosts.Split(',').Select(host => ReadHost(setting, host)).ToList();
        if (all is [var (only, port)])
        {
            read.Host = only;
            read.Port = port;
            return;
        }
        read.Host = string.Join(
            ',',
            all.Select(host =>
                host.Name.Contains(':', StringComparison.Ordinal)
                    ? $"[{host.Name}]:{host.Port}"
                    : $"{host.Name}:{host.Port}"
            )
        );
    }

    private static (string Name, int Port) ReadHost(string setting, string host)
    {
        if (HostAndPort().Match(host) is not { Success: true } match)
            throw Refused(setting, "has a host that cannot be read");
        var port = NpgsqlConnection.DefaultPort;
        if (match.Groups["port"] is { Success: true, ValueSpan: var digits } && !IsPort(digits, out port))
            throw Refused(setting, "has a port that is not a number from 1 to 65535");
        return (Decode(setting, match.Groups["name"].Value), port);
    }

    private static void ReadParameter(string setting, string pair, NpgsqlConnectionStringBuilder read)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        var name = (equals < 0 ? pair : pair[..equals]).ToLowerInvariant();
        if (UrlParameters.IsIgnored(name))
            return;
        var value = equals < 0 ? "" : Decode(setting, pair[(equals + 1)..]);
        if (UrlParameters.Find(name) is not { } set)
        {
            throw Refused(
                setting,
                ParameterName().IsMatch(name)
                    ? $"has the parameter {name}, which is none of {UrlParameters.Names}"
                    : "has a parameter whose name cannot be read"
            );
        }
        if (!set(read, value))
            throw Refused(setting, $"has a {name} that is not one of its possible values");
    }

    private static bool IsPort(ReadOnlySpan<char> digits, out int port) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    private static string Decode(string setting, string text)
    {
        if (BrokenEscape().IsMatch(text))
            throw Refused(setting, "has a % that begins no percent-encoding (a percent sign itself is written %25)");
        var decoded = Uri.UnescapeDataString(text);
        return decoded.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0
            ? decoded
            : throw Refused(setting, "holds a control character");
    }

    private static InvalidOperationException Refused(string setting, string why) =>
        new(
            $"{setting} is a URL that {why}. It is written postgres://user:password@host:5432/database?sslmode=require."
        );

    [GeneratedRegex(@"^\s*[A-Za-z][A-Za-z0-9+.-]*://", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(
        @"^postgres(ql)?(\+[a-z0-9_]+)?://$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OurScheme();

    [GeneratedRegex(
        @"^(\[(?<name>[0-9A-Fa-f:.%]+)\]|(?<name>[^:\[\]]+))(:(?<port>[^:]*))?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex HostAndPort();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BrokenEscape();

    [GeneratedRegex("^[a-z_]{2,32}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ParameterName();
}
