using Identity.Server.Audit;
using Identity.Server.Hosting.Logging;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>What is logged beyond what is set, and until when.</summary>
internal sealed class LogLevelResource(LogLevelOrders orders, Changes changes, TimeProvider clock) : IResource
{
    public string Tag => "Settings";

    public void Declare(Routes routes)
    {
        routes.List(
            "/log-levels",
            Permission.SettingsRead,
            "List the log levels that are changed for a while",
            Listing.Plain,
            ListAsync
        );
        routes.Put<LogLevelBody, LogLevelAnswer>(
            "/log-levels/{category}",
            Permission.LogsWrite,
            "Have a category log from another level on, for a while, on every node",
            SetAsync,
            Precondition.NotNeeded
        );
        routes.Delete(
            "/log-levels/{category}",
            Permission.LogsWrite,
            "Have a category log again as it is set",
            EndAsync,
            Precondition.NotNeeded
        );
    }

    private Task<Reply<Page<LogLevelAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        Reply<Page<LogLevelAnswer>> page = list.PageOfAll(orders.Current, change => change.Category, LogLevelAnswer.Of);
        return Task.FromResult(page);
    }

    private async Task<Reply<LogLevelAnswer>> SetAsync(Call call, LogLevelBody asked, CancellationToken ct)
    {
        var category = call["category"];
        if (LogLevels.WhyNot(category) is { } why)
            return Problem.Invalid("category", why);
        if (!Enum.TryParse<LogLevel>(asked.Level, ignoreCase: true, out var level) || !Enum.IsDefined(level))
            return Problem.Invalid("level", $"'level' must be one of: {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        var wanted = asked.ForSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : LogLevels.Usual;
        if (wanted < TimeSpan.FromSeconds(1) || wanted > LogLevels.Longest)
        {
            return Problem.Invalid(
                "for_seconds",
                $"'for_seconds' must be from 1 to {(int)LogLevels.Longest.TotalSeconds}."
            );
        }

        var before = Find(category);
        var change = new LogLevelChange(category, level, clock.GetUtcNow() + wanted);
        await orders.GiveAsync(change, ct);
        var answer = LogLevelAnswer.Of(change);
        Tell(call, before, answer);
        return answer;
    }

    private async Task<Reply<Nothing>> EndAsync(Call call, CancellationToken ct)
    {
        var category = call["category"];
        if (Find(category) is not { } before)
            return Problem.NotFound($"The log level of '{category}' is as it is set.");
        await orders.GiveAsync(new LogLevelChange(category, LogLevel.None, DateTimeOffset.MinValue), ct);
        Tell(call, before, after: null);
        return Nothing.ToSay;
    }

    private LogLevelAnswer? Find(string category) =>
        orders.Current.FirstOrDefault(change => change.Category == category) is { } change
            ? LogLevelAnswer.Of(change)
            : null;

    private void Tell(Call call, LogLevelAnswer? before, LogLevelAnswer? after) =>
        changes.Record(call, AuditKind.LogLevelChange, new AuditParty("log-level", call["category"]), before, after);
}

/// <summary>From which level on, and for how long.</summary>
internal sealed record LogLevelBody
{
    /// <summary>`Trace`, `Debug`, `Information`, `Warning`, `Error`, `Critical` or `None`.</summary>
    public required string Level { get; init; }

    /// <summary>After which it is again as it is set: an hour where nothing is said, and a day at most.</summary>
    public int? ForSeconds { get; init; }
}

/// <summary>A changed level, as it is shown.</summary>
internal sealed record LogLevelAnswer(string Category, string Level, DateTimeOffset Until)
{
    public static LogLevelAnswer Of(LogLevelChange change) => new(change.Category, $"{change.Level}", change.Until);
}
