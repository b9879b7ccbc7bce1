using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Identity.Server.Hosting.Logging;

/// <summary>A category that logs from another level on than it is set to, for a while.</summary>
/// <param name="Category">As loggers are called: a namespace, or a type of one.</param>
/// <param name="Level">From which on it is logged.</param>
/// <param name="Until">When it is again as it is set.</param>
internal sealed record LogLevelChange(string Category, LogLevel Level, DateTimeOffset Until);

/// <summary>Changes what is logged while the server runs. It is in memory, and ends by itself: nobody forgets a server that tells everything.</summary>
internal sealed class LogLevels
    : IPostConfigureOptions<LoggerFilterOptions>,
        IOptionsChangeTokenSource<LoggerFilterOptions>,
        IDisposable
{
    /// <summary>Where nodes hear of a change that was made on another one.</summary>
    public const string Channel = "identity_log_levels";

    public static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private const int MostChanges = 50;

    // What the framework tells of a request is its whole address, and there may be a code in that.
    private static readonly string[] Changeable =
    [
        "Identity.Server",
        "Microsoft.EntityFrameworkCore",
        "Npgsql",
        "Quartz",
    ];

    // A rule for one way out goes before any other: both kinds are made.
    private static readonly string?[] Providers = [null, "Console"];

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _end;
    private LogLevelChange[] _changes = [];
    private CancellationTokenSource _changed = new();

    public LogLevels(TimeProvider clock)
    {
        _clock = clock;
        _end = clock.CreateTimer(
            _ => Apply(changes => changes),
            state: null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    string IOptionsChangeTokenSource<LoggerFilterOptions>.Name => Options.DefaultName;

    /// <summary>What is changed at this moment.</summary>
    public IReadOnlyList<LogLevelChange> Current
    {
        get
        {
            var now = _clock.GetUtcNow();
            lock (_lock)
                return [.. _changes.Where(change => change.Until > now)];
        }
    }

    /// <returns>Why a category's level stays as it is set, or null.</returns>
    public static string? WhyNot(string category) =>
        Changeable.Any(root => category == root || category.StartsWith($"{root}.", StringComparison.Ordinal))
            ? null
            : $"Only what these log can be changed while the server runs: {string.Join(", ", Changeable)}, "
                + "and what begins with one of them and a dot.";

    /// <summary>Says a change to other nodes; one that is over by then takes back what was before.</summary>
    public static string Write(LogLevelChange change) => JsonSerializer.Serialize(change);

    /// <summary>Takes a change in, be it this node's or another's.</summary>
    public void Hear(string written)
    {
        if (Read(written) is not { Category: not null } change || WhyNot(change.Category) is not null)
            return;
        Apply(changes =>
            [.. changes.Where(other => other.Category != change.Category).TakeLast(MostChanges - 1), change]
        );
    }

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        foreach (var change in Current)
        {
            foreach (var provider in Providers)
                options.Rules.Add(new LoggerFilterRule(provider, change.Category, change.Level, filter: null));
        }
    }

    public IChangeToken GetChangeToken()
    {
        lock (_lock)
            return new CancellationChangeToken(_changed.Token);
    }

    public void Dispose()
    {
        _end.Dispose();
        _changed.Dispose();
    }

    private void Apply(Func<LogLevelChange[], LogLevelChange[]> change)
    {
        CancellationTokenSource before;
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            _changes = [.. change(_changes).Where(one => one.Until > now)];
            var next = _changes.Length == 0 ? Timeout.InfiniteTimeSpan : _changes.Min(one => one.Until) - now;
            _end.Change(next, Timeout.InfiniteTimeSpan);
            (before, _changed) = (_changed, new CancellationTokenSource());
        }
        // Loggers read the rules anew, and ask for the next token.
        before.Cancel();
        before.Dispose();
    }

    private static LogLevelChange? Read(string written)
    {
        try
        {
            return JsonSerializer.Deserialize<LogLevelChange>(written);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
