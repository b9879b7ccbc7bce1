using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>Everything that a server logs, at every level and from every library.</summary>
[ProviderAlias("Captured")]
internal sealed class CapturedLog : ILoggerProvider
{
    /// <summary>The settings that let everything through to this log alone.</summary>
    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["Logging:Captured:LogLevel:Default"] = "Trace",
    };

    private readonly ConcurrentQueue<string> _lines = new();

    public string[] Lines => [.. _lines];

    /// <summary>Waits for a line: some are written after the answer has been sent.</summary>
    public async Task UntilAsync(string part, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (!_lines.Any(line => line.Contains(part, StringComparison.Ordinal)))
            await Task.Delay(5, patience.Token);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose() { }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{category} scope: {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
            lines.Enqueue($"{category}: {formatter(state, exception)} | {values} {exception}");
        }
    }
}
