using Identity.Server.Audit;
using Identity.Server.Keys;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>What a dashboard shows. It is drawn from counts: how long the audit is makes no difference.</summary>
internal sealed class StatisticsResource(
    Figures figures,
    KeyDesk keys,
    JobOverview jobs,
    AuditStorage audit,
    Names names
) : IResource
{
    private const string DaysParameter = "days";
    private const int UsualDays = 30;
    private const int MostDays = 90;
    private const int Refusals = 10;

    public string Tag => "Statistics";

    public void Declare(Routes routes) =>
        routes.Get(
            "/statistics",
            Permission.StatisticsRead,
            "Read the figures of the last days",
            Filter.Number(DaysParameter, $"How many days, up to {MostDays}; one or two by the hour."),
            ReadAsync
        );

    private async Task<Reply<StatisticsAnswer>> ReadAsync(ListCall list, CancellationToken ct)
    {
        var (days, rights) = (list.Number(DaysParameter) ?? UsualDays, list.Call.Caller.Rights);
        if (days is < 1 or > MostDays)
            return Problem.Invalid(DaysParameter, $"'{DaysParameter}' must be a number from 1 to {MostDays}.");
        return new StatisticsAnswer
        {
            Totals = await figures.TotalsAsync(ct),
            Series = await figures.SeriesAsync(days, ct),
            // Of the rest, what whoever asks may see elsewhere.
            Keys = rights.Hold(Permission.KeysRead) ? await KeysAsync(ct) : [],
            Jobs = rights.Hold(Permission.JobsRead) ? await jobs.ListAsync(ct) : [],
            LatestRefusals = rights.Hold(Permission.AuditRead) ? await RefusalsAsync(ct) : [],
        };
    }

    private async Task<IReadOnlyList<KeyFigureAnswer>> KeysAsync(CancellationToken ct) =>
        [
            .. (await keys.ListAsync(ct))
                .Where(key => key is { IsForEncryption: false, State: KeyState.Active })
                .Select(key => new KeyFigureAnswer(key.KeyId, key.Algorithm, key.NextRotationAt)),
        ];

    private async Task<IReadOnlyList<AuditAnswer>> RefusalsAsync(CancellationToken ct)
    {
        var found = await audit.FindAsync(AuditQuery.Latest(Refusals) with { Refused = true }, ct);
        var named = await names.OfAsync(found, ct);
        return [.. found.Select(entry => AuditAnswer.Of(entry, named))];
    }
}

/// <summary>What a dashboard shows.</summary>
internal sealed record StatisticsAnswer
{
    public required TotalsAnswer Totals { get; init; }
    public required SeriesAnswer Series { get; init; }

    /// <summary>The keys that sign; none for those who may not see keys.</summary>
    public required IReadOnlyList<KeyFigureAnswer> Keys { get; init; }

    /// <summary>None for those who may not see jobs.</summary>
    public required IReadOnlyList<JobAnswer> Jobs { get; init; }

    /// <summary>None for those who may not read the audit.</summary>
    public required IReadOnlyList<AuditAnswer> LatestRefusals { get; init; }
}

/// <summary>A key that signs, and when another takes its place.</summary>
internal sealed record KeyFigureAnswer(string Kid, string Algorithm, DateTimeOffset? NextRotationAt);
