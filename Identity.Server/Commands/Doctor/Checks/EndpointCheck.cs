using System.Runtime.CompilerServices;
using Identity.Server.Database.Connections;
using Identity.Server.Hosting;
using Identity.Server.Hosting.Checkups;
using Npgsql;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Finds a pooler that shares sessions, and whether there is a way past it.</summary>
internal sealed class EndpointCheck : IDatabaseCheck
{
    public string Name => "Endpoint";

    public async IAsyncEnumerable<Finding> LookAsync(
        Examination at,
        Patient patient,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (string.IsNullOrWhiteSpace(at.DirectSetting))
        {
            yield return patient.Home.KeepsSessions
                ? Finding.Pass(Name, "a session of its own for each connection")
                : Finding.Warn(
                    Name,
                    "Only a pooled endpoint is configured (PgBouncer in transaction mode): it serves, but changes are polled for, "
                        + "revocation is asked for at each request, and migrations are refused.",
                    $"Set {DirectDatabase.Setting} to the PostgreSQL server itself; migrations need it."
                );
            yield break;
        }

        var (finding, where) = (Finding.Pass(Name, ""), DirectDatabase.Setting);
        var broken = await Guard.CatchAsync(
            async () =>
            {
                var direct = ConnectionText.Read(DirectDatabase.Setting, at.DirectSetting);
                where = $"{DirectDatabase.Setting}, {ConnectionText.Describe(direct)}";
                await using var serving = NpgsqlDataSource.Create(SessionProbe.Unpooled(patient.Home.ConnectionString));
                await using var checkedOne = DirectDatabase.ForLooking(serving, direct.ConnectionString);
                finding = await checkedOne.WhyNotAsync(ct) is { } why
                    ? Finding.Fail(Name, why, "Correct it, or remove it.")
                    : Finding.Pass(Name, $"migrations and notifications go over {ConnectionText.Describe(direct)}");
            },
            ct
        );
        if (broken is not null)
        {
            var (said, cure) = Faulted.OfConnection(broken, where);
            finding = Finding.Fail(Name, said, cure);
        }
        yield return finding;
    }
}
