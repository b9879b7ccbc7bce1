using System.Net;
using System.Runtime.CompilerServices;
using Identity.Server.Hosting.Checkups;
using Npgsql;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Looks at the PostgreSQL server: its age, whether it keeps what it confirmed, and who can listen on the way to it.</summary>
internal sealed class ServerCheck : IDatabaseCheck
{
    private const int OldestMajor = 14;

    private const string Ask = """
        SELECT current_setting('server_version_num')::int / 10000, current_setting('synchronous_commit'),
               current_setting('fsync'), coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false), pg_is_in_recovery()
        """;

    public string Name => "PostgreSQL";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var (major, commit, sync, isEncrypted, isStandby) = (
            await patient.ListAsync(
                Ask,
                row => (row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4)),
                ct
            )
        ).Single();

        yield return major >= OldestMajor
            ? Finding.Pass(Name, $"version {major}")
            : Finding.Fail(Name, $"Version {major} is too old.", $"Move to PostgreSQL {OldestMajor} or later.");
        if (isStandby)
        {
            yield return Finding.Fail(
                Name,
                "This is a standby: nothing can be written to it.",
                "Name the primary; of several hosts in a URL the primary is chosen."
            );
        }
        yield return Durability(at, commit, sync);
        yield return Encryption(
            at,
            new NpgsqlConnectionStringBuilder(patient.Home.ConnectionString).Host!,
            isEncrypted
        );
    }

    private Finding Durability(Examination at, string commit, string sync)
    {
        if (commit is not "off" && sync is not "off")
            return Finding.Pass(Name, $"synchronous_commit is {commit}");
        var said =
            $"synchronous_commit is {commit}, fsync is {sync}: a crash can undo a revocation or bring a spent token back.";
        const string Cure = "Turn both on for this database.";
        return at.IsProduction ? Finding.Fail(Name, said, Cure) : Finding.Warn(Name, said, Cure);
    }

    private Finding Encryption(Examination at, string host, bool isEncrypted)
    {
        if (isEncrypted)
            return Finding.Pass(Name, "the connection is encrypted (TLS)");
        if (
            host.StartsWith('/')
            || host is "localhost"
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip))
        )
        {
            return Finding.Pass(Name, "the connection stays on this machine");
        }
        const string Said = "The connection goes over a network and is not encrypted.";
        const string Cure = "Add sslmode=verify-full (or require) to the URL, SSL Mode=VerifyFull to the pairs.";
        return at.IsProduction ? Finding.Fail(Name, Said, Cure) : Finding.Warn(Name, Said, Cure);
    }
}
