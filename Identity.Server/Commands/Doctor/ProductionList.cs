using System.Runtime.CompilerServices;
using System.Text.Json;
using Identity.Server.Commands.Doctor.Checks;
using Identity.Server.Database.Sealing;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Hosting.Proxies;
using Identity.Server.Hosting.Telemetry;
using Identity.Server.Tokens;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Commands.Doctor;

/// <summary>The check-list of a server for real people. What cannot be seen from here is said, with where to look.</summary>
internal static class ProductionList
{
    private const string Archiver = """
        SELECT current_setting('archive_mode'), coalesce(extract(epoch FROM now() - last_archived_time), -1)::float8,
               coalesce(last_failed_time > last_archived_time, last_failed_time IS NOT NULL)
          FROM pg_stat_archiver
        """;

    private const string Origins = "SELECT name, document::text FROM account_profiles ORDER BY 1";

    public static async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient? patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        yield return NewSecret(at);
        yield return Https(at);
        yield return patient is null
            ? Unseen("Backups", "not looked at: the database was not reached")
            : await BackupsAsync(patient, ct);
        yield return patient is null
            ? Unseen("Least privilege", "not looked at: the database was not reached")
            : await LeastPrivilege.LookAsync(patient, ct);
        yield return RateLimits(at);
        yield return Monitoring(at);
        yield return patient is null
            ? Unseen("CORS", "not looked at: the database was not reached")
            : await CorsAsync(patient, ct);
        yield return await PublicAnswer.LookAsync(at, ct);
        yield return Logs(at);
    }

    private static Finding NewSecret(Examination at)
    {
        const string Check = "New secret";
        var options = at.Options<MasterKeyOptions>(MasterKeyOptions.Section);
        var isNamed = options.Value is { Length: > 0 } || options.File is { Length: > 0 };
        if (!isNamed)
        {
            return Finding.Fail(
                Check,
                "The master key is not from a setting.",
                "Make one for production alone: `openssl rand -base64 32`."
            );
        }
        if (options.File is { Length: > 0 } file && !OperatingSystem.IsWindows() && File.Exists(file))
        {
            const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            if ((File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
                return Finding.Fail(Check, $"{file} can be read by every user of this machine.", $"chmod 600 {file}");
        }
        string? weakness = null;
        try
        {
            weakness = MasterKeySetup.WeaknessOf(options);
        }
        catch (InvalidOperationException)
        {
            // That it cannot be read is a finding already.
        }
        return weakness is null
            ? Finding.Pass(Check, "the master key is from a setting; the API secrets were judged above")
            : Finding.Fail(
                Check,
                $"The master key {weakness}, and can be guessed.",
                "`openssl rand -base64 32` makes one; docs/operations.md says how a key is replaced."
            );
    }

    private static Finding Https(Examination at)
    {
        const string Check = "HTTPS only";
        if (at.Configuration[Issuer.Setting]?.StartsWith("https://", StringComparison.Ordinal) is not true)
        {
            return Finding.Fail(
                Check,
                "The issuer is not https.",
                "Serve HTTPS, by Kestrel or by a proxy, and set Issuer to it."
            );
        }
        var open = (at.Configuration["Urls"] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Where(url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            .Where(url =>
                !url.Contains("//127.0.0.1", StringComparison.Ordinal)
                && !url.Contains("//localhost", StringComparison.Ordinal)
            )
            .ToList();
        return open.Count == 0
            ? Finding.Pass(Check, "the issuer is https, and nothing listens in the clear beyond this machine")
            : Finding.Warn(
                Check,
                $"The server listens in the clear on {string.Join(", ", open)}.",
                "See that only the proxy that ends TLS can reach that address."
            );
    }

    private static async Task<Finding> BackupsAsync(Patient patient, CancellationToken ct)
    {
        var (mode, age, failing) = (
            await patient.ListAsync(Archiver, row => (row.GetString(0), row.GetDouble(1), row.GetBoolean(2)), ct)
        ).Single();
        if (mode is "off")
        {
            return Unseen(
                "Backups",
                "PostgreSQL archives nothing (archive_mode is off); whether dumps or the host's snapshots are made cannot be seen from here"
            );
        }
        return failing || age is < 0 or > 86_400
            ? Finding.Fail(
                "Backups",
                "Archiving is on and the last archive failed, or is older than a day.",
                "See archive_command and the log of PostgreSQL."
            )
            : Finding.Pass(
                "Backups",
                $"the write-ahead log was archived {TimeSpan.FromSeconds(age):hh\\:mm\\:ss} ago; keep the master key's backup apart"
            );
    }

    private static Finding RateLimits(Examination at)
    {
        const string Check = "Rate limits";
        var limits = at.Options<ThrottleOptions>(ThrottleOptions.Section);
        var said =
            $"{limits.AttemptsPerAccountAndSource} wrong passwords for an account and {limits.AttemptsPerSource} in all from one source, "
            + $"{limits.RequestsPerSource} sign-ups or letters in ten minutes";
        var isBehindProxy =
            at.Configuration["Urls"]?.Contains("https://", StringComparison.OrdinalIgnoreCase) is not true;
        return isBehindProxy && at.Options<ProxyOptions>(ProxyOptions.Section).Known.Length == 0
            ? Finding.Warn(
                Check,
                $"{said}; but no proxy is known, and behind one everybody would be one source.",
                "Set Proxies:Known to the addresses of the proxy that ends TLS; without one, ignore this."
            )
            : Finding.Pass(Check, said);
    }

    private static Finding Monitoring(Examination at) =>
        at.Options<TelemetryOptions>(TelemetryOptions.Section).OtlpEndpoint is { Length: > 0 } endpoint
            ? Finding.Pass("Monitoring", $"telemetry goes to {new Uri(endpoint).Host}")
        : at.Options<MetricsOptions>(MetricsOptions.Section).Url is { Length: > 0 } metrics
            ? Finding.Pass("Monitoring", $"metrics are at {metrics}")
        : Unseen("Monitoring", "whether anybody watches /health/ready and the metrics cannot be seen from here");

    private static async Task<Finding> CorsAsync(Patient patient, CancellationToken ct)
    {
        if (!await patient.HasTableAsync("account_profiles", ct))
            return Unseen("CORS", "the table of profiles is missing");
        var profiles = await patient.ListAsync(Origins, row => (Name: row.GetString(0), Json: row.GetString(1)), ct);
        var bad = profiles
            .SelectMany(profile =>
                OriginsOf(profile.Json).Where(IsLoose).Select(origin => $"{origin} ({profile.Name})")
            )
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return bad.Count == 0
            ? Finding.Pass("CORS", $"{profiles.Count} profiles; every origin is an https address of its own")
            : Finding.Fail(
                "CORS",
                $"Origins that let others in: {string.Join(", ", bad)}.",
                "Allow only the https origins of your own front ends."
            );
    }

    private static IEnumerable<string> OriginsOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Texts(document.RootElement, isOrigins: false)];
    }

    // Wherever the profile keeps them: every text below a member that is named for origins.
    private static IEnumerable<string> Texts(JsonElement element, bool isOrigins) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(member =>
                    Texts(member.Value, isOrigins || member.Name.Contains("origin", StringComparison.OrdinalIgnoreCase))
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Texts(item, isOrigins)),
            JsonValueKind.String when isOrigins => [element.GetString()!],
            _ => [],
        };

    private static bool IsLoose(string origin) =>
        !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.IsLoopback;

    private static Finding Logs(Examination at) =>
        at.Environment.IsDevelopment()
            ? Finding.Fail(
                "Log aggregation",
                "The environment is Development: logs are for reading and not for collecting, and errors show too much.",
                "Set ASPNETCORE_ENVIRONMENT=Production."
            )
            : Unseen(
                "Log aggregation",
                "one JSON object a line goes to standard output; whether it is collected and kept cannot be seen from here"
            );

    private static Finding Unseen(string check, string said) =>
        Finding.Warn(
            check,
            char.ToUpperInvariant(said[0]) + said[1..] + ".",
            check switch
            {
                "Backups" =>
                    "See that backups are made daily and that one has been restored; keep the master key apart from them.",
                "Monitoring" =>
                    "Let a monitor ask /health/ready every minute, and tell somebody when it does not answer 200.",
                "CORS" => "Allow only the https origins of your own front ends, and run doctor again.",
                _ =>
                    "See that the service manager or the container runtime ships them, and for how long they are kept.",
            }
        );
}
