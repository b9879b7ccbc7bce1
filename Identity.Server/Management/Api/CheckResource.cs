using Identity.Server.Hosting.Checkups;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>What keeps this server from working well: what `doctor` finds.</summary>
internal sealed class CheckResource(ICheckup checkup) : IResource
{
    public string Tag => "Settings";

    public void Declare(Routes routes) =>
        routes.List(
            "/checks",
            Permission.SettingsRead,
            "Look at the server and its surroundings",
            Listing.Plain,
            ListAsync
        );

    private async Task<Reply<Page<CheckAnswer>>> ListAsync(ListCall list, CancellationToken ct) =>
        list.PageOfAll(
            (await checkup.LookAsync(ct)).Index(),
            finding => $"{finding.Index:d5}",
            finding => CheckAnswer.Of(finding.Item)
        );
}

/// <summary>What came of looking at one thing.</summary>
internal sealed record CheckAnswer
{
    public required string Name { get; init; }

    /// <summary>`ok`, `warning` or `failure`.</summary>
    public required string State { get; init; }
    public required string Sentence { get; init; }

    /// <summary>What to do about it; null where nothing is to be done.</summary>
    public required string? Remedy { get; init; }

    public static CheckAnswer Of(Finding finding) =>
        new()
        {
            Name = finding.Check,
            State = finding.Verdict switch
            {
                Verdict.Fail => "failure",
                Verdict.Warn => "warning",
                _ => "ok",
            },
            Sentence = finding.Said,
            Remedy = finding.Cure,
        };
}
