using System.Globalization;
using Identity.Admin.Blocks.Charts;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Sections.Dashboard;

/// <summary>The figures of the last days, what was refused, and what needs somebody.</summary>
public sealed partial class DashboardPage
{
    private const int HoursUpTo = 2;
    private const int InALine = 14;

    private static readonly (int Days, string Name)[] Spans =
    [
        (2, "2 days"),
        (7, "7 days"),
        (30, "30 days"),
        (90, "90 days"),
    ];

    // The grants that have a colour and a name of their own; whatever else there is shares the last one.
    private static readonly (string Grant, string Name)[] Grants =
    [
        ("authorization_code", "Sign-in"),
        ("refresh_token", "Refresh"),
        ("client_credentials", "Machine"),
        ("urn:ietf:params:oauth:grant-type:device_code", "Device"),
        ("urn:ietf:params:oauth:grant-type:token-exchange", "Exchange"),
    ];

    private int _days = 30;
    private StatisticsOf? _statistics;
    private IReadOnlyList<Check> _checks = [];
    private Problem? _problem;

    [CascadingParameter]
    public Me Me { get; set; } = null!;

    private bool MaySee => Me.May("statistics.read");

    private Totals? Totals => _statistics?.Totals;

    private string Lead =>
        Totals is { } totals
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{totals.Users:N0} people have an account; {totals.ActiveSessions:N0} sessions are open now."
            )
            : "How the server is doing.";

    private string Per => _days <= HoursUpTo ? "per hour" : "per day";

    private IReadOnlyList<ChartSeries>? SignIns =>
        _statistics is null
            ? null
            :
            [
                new(
                    "Signed in",
                    "var(--series-1)",
                    [.. _statistics.Series.SignIns.Select(at => new ChartPoint(Label(at.At), at.Done))]
                ),
                new(
                    "Refused",
                    "var(--danger)",
                    [.. _statistics.Series.SignIns.Select(at => new ChartPoint(Label(at.At), at.Refused))]
                ),
            ];

    private IReadOnlyList<ChartSeries>? Tokens =>
        _statistics is null
            ? null
            :
            [
                .. Grants
                    .Select((grant, at) => TokensOf(grant.Name, at, given => given.GetValueOrDefault(grant.Grant)))
                    .Append(
                        TokensOf(
                            "Other",
                            Grants.Length,
                            given =>
                                given.Where(one => Grants.All(known => known.Grant != one.Key)).Sum(one => one.Value)
                        )
                    )
                    // A grant that nobody uses is no line of the legend; where nothing was issued at all, one is.
                    .Where((series, at) => at == 0 || series.Sum > 0),
            ];

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive || !MaySee)
            return;
        await LoadAsync();
        // What the server finds when it looks at itself takes it a while: the figures do not wait for it.
        StateHasChanged();
        if (Me.May("settings.read") && !(await Statistics.ChecksAsync()).Failed(out var checks))
            _checks = checks.Items;
    }

    private Task ShowAsync(int days)
    {
        _days = days;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var answer = await Statistics.ReadAsync(_days);
        _problem = answer.Problem;
        if (!answer.Failed(out var statistics))
            _statistics = statistics;
    }

    private ChartSeries TokensOf(string name, int at, Func<IReadOnlyDictionary<string, long>, long> count) =>
        new(
            name,
            $"var(--series-{at + 1})",
            [.. _statistics!.Series.Tokens.Select(tokens => new ChartPoint(Label(tokens.At), count(tokens.ByGrant)))]
        );

    private long[] Line(Func<Series, IEnumerable<long>> of) =>
        _statistics is null ? [] : [.. of(_statistics.Series).TakeLast(InALine)];

    private string Label(DateTimeOffset at) =>
        at.UtcDateTime.ToString(_days <= HoursUpTo ? "d MMM HH:mm" : "d MMM", CultureInfo.InvariantCulture);
}
