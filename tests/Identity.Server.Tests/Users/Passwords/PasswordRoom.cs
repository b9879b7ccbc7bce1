using System.Diagnostics.Metrics;
using Identity.Server.Users.Passwords;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Identity.Server.Tests.Users.Passwords;

/// <summary>Password hashing as the server wires it, cheap, with one thread that a test can keep busy and two places to wait.</summary>
internal sealed class PasswordRoom : IDisposable
{
    public const int Cost = 5;
    public const int QueueLength = 2;

    private readonly ServiceProvider _services;
    private readonly MeterListener _listener = new();
    private readonly List<int> _computed = [];

    public PasswordRoom(TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            Settings(("Cost", $"{Cost}"), ("Workers", "1"), ("QueueLength", $"{QueueLength}"))
        );
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddMetrics();
        services.AddSingleton(provider => provider.GetRequiredService<IMeterFactory>().Create("Test"));
        services.AddPasswordHashing();
        _services = services.BuildServiceProvider();

        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Each room has its own factory: tests in parallel do not count each other's work.
            if (ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Count(tags));
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Refusals += value);
        _listener.Start();
    }

    public PasswordHashing Passwords => _services.GetRequiredService<PasswordHashing>();

    public HashingThreads Threads => _services.GetRequiredService<HashingThreads>();

    public Messages Log { get; } = new();

    public long Refusals { get; private set; }

    /// <summary>The costs of the bcrypts that were really computed, in their order.</summary>
    public IReadOnlyList<int> Computed
    {
        get
        {
            lock (_computed)
                return [.. _computed];
        }
    }

    public static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Passwords:{s.Name}", (string?)s.Value)))
            .Build();

    /// <summary>Keeps the one thread busy until the gate is opened; returns when it is.</summary>
    public async Task<Gate> OccupyAsync(Action? work = null)
    {
        var gate = new Gate();
        Assert.True(Threads.TryRun(() => gate.Stand(work), CancellationToken.None, out _));
        await gate.Reached;
        return gate;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
        Log.Dispose();
    }

    private void Count(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag is not { Key: "cost", Value: int cost })
                continue;

            lock (_computed)
                _computed.Add(cost);
        }
    }

    /// <summary>A piece of work that ends when the test says so.</summary>
    internal sealed class Gate : IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _open = new();

        public Task Reached => _reached.Task;

        public void Open() => _open.Set();

        public void Dispose() => Open();

        public bool Stand(Action? work)
        {
            work?.Invoke();
            _reached.SetResult();
            _open.Wait();
            return true;
        }
    }

    /// <summary>Keeps what was logged.</summary>
    internal sealed class Messages : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (_lines)
                _lines.Add(formatter(state, exception));
        }

        public void Dispose() { }
    }
}
