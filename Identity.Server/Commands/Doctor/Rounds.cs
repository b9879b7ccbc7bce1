using Identity.Server.Commands.Doctor.Checks;
using Identity.Server.Commands.Doctor.Production;
using Identity.Server.Hosting;
using Identity.Server.Hosting.Checkups;

namespace Identity.Server.Commands.Doctor;

/// <summary>Looks at everything that has ever kept such a server from working, and says what to do; it changes nothing.</summary>
internal static class Rounds
{
    private static readonly ICheck[] WithoutDatabase =
    [
        new RuntimeCheck(),
        new SettingsCheck(),
        new IssuerCheck(),
        new MasterKeyCheck(),
        new BcryptCheck(),
        new DatabaseSourcesCheck(),
    ];

    private static readonly IDatabaseCheck[] WithDatabase =
    [
        new EndpointCheck(),
        new ServerCheck(),
        new ClockCheck(),
        new WritingCheck(),
        new MigrationsCheck(),
        new ColumnsCheck(),
        new PartitionsCheck(),
        new SigningKeysCheck(),
        new SharedSecretsCheck(),
        new JobsCheck(),
        new OutboxCheck(),
    ];

    public static async Task<List<Finding>> MakeAsync(Examination at, CancellationToken ct)
    {
        var findings = new List<Finding>();
        foreach (var check in WithoutDatabase)
            await CollectAsync(findings, check.Name, check.LookAsync(at, ct), ct);

        await using (var reached = await Reached.TryAsync(at, ct))
        {
            findings.Add(reached.Finding);
            foreach (var check in reached.Patient is null ? [] : WithDatabase)
                await CollectAsync(findings, check.Name, check.LookAsync(at, reached.Patient!, ct), ct);
            if (at.IsProduction)
            {
                await CollectAsync(findings, "Production", ProductionList.LookAsync(at, reached.Patient, ct), ct);
                findings.AddRange(ProductionSettings.Look(at));
            }
            if (at.IsProduction && reached.Patient is { } patient)
                await CollectAsync(findings, "Production", ProductionDatabase.LookAsync(at, patient, ct), ct);
        }

        var mail = new MailCheck();
        await CollectAsync(findings, mail.Name, mail.LookAsync(at, ct), ct);
        return findings;
    }

    // A check that breaks is a finding of its own: what is broken must not keep the others from being looked at.
    private static async Task CollectAsync(
        List<Finding> findings,
        string name,
        IAsyncEnumerable<Finding> look,
        CancellationToken ct
    )
    {
        var broken = await Guard.CatchAsync(
            async () =>
            {
                await foreach (var finding in look)
                    findings.Add(finding);
            },
            ct
        );
        if (broken is not null)
            findings.Add(Finding.Fail(name, Faulted.Describe(broken), "Mend what it says, and run doctor again."));
    }
}
