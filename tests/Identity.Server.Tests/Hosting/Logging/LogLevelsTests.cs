using Identity.Server.Hosting.Logging;
using Identity.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Hosting.Logging;

public sealed class LogLevelsTests : IDisposable
{
    private const string Category = "Identity.Server.Tokens";

    private readonly ManualClock _clock = new();
    private readonly LogLevels _levels;
    private readonly ServiceProvider _services;
    private readonly ILogger _logger;

    public LogLevelsTests()
    {
        _levels = new LogLevels(_clock);
        var services = new ServiceCollection();
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.Warning).AddProvider(new Ears()));
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(_levels);
        services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(_levels);
        _services = services.BuildServiceProvider();
        _logger = _services.GetRequiredService<ILoggerFactory>().CreateLogger($"{Category}.RefreshTokens");
    }

    public void Dispose()
    {
        _services.Dispose();
        _levels.Dispose();
    }

    [Fact]
    public void A_change_is_heard_by_loggers_that_there_are_already()
    {
        Assert.False(_logger.IsEnabled(LogLevel.Debug));

        Change(Category, LogLevel.Debug);

        Assert.True(_logger.IsEnabled(LogLevel.Debug));
        Assert.False(_logger.IsEnabled(LogLevel.Trace));
        Assert.Equal(Category, Assert.Single(_levels.Current).Category);
    }

    [Fact]
    public void It_is_over_when_its_time_is_over()
    {
        Change(Category, LogLevel.Debug);
        _clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Empty(_levels.Current);
        // Any other change has loggers look again; on the server's own clock a timer does.
        Change("Quartz", LogLevel.Debug);
        Assert.False(_logger.IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public async Task On_a_clock_that_runs_loggers_are_told_of_the_end()
    {
        using var levels = new LogLevels(TimeProvider.System);
        var over = new TaskCompletionSource();
        levels.Hear(
            LogLevels.Write(new(Category, LogLevel.Debug, TimeProvider.System.GetUtcNow().AddMilliseconds(50)))
        );
        levels.GetChangeToken().RegisterChangeCallback(_ => over.TrySetResult(), state: null);

        await over.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void The_last_word_about_a_category_counts()
    {
        Change(Category, LogLevel.Trace);
        Change(Category, LogLevel.Information);
        Assert.False(_logger.IsEnabled(LogLevel.Debug));
        Assert.True(_logger.IsEnabled(LogLevel.Information));

        _levels.Hear(LogLevels.Write(new(Category, LogLevel.None, DateTimeOffset.MinValue)));
        Assert.False(_logger.IsEnabled(LogLevel.Information));
        Assert.Empty(_levels.Current);
    }

    [Theory]
    [InlineData("Identity.Server", true)]
    [InlineData("Identity.Server.Mail.Delivery", true)]
    [InlineData("Npgsql.Command", true)]
    [InlineData("Identity.Servers", false)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", false)]
    [InlineData("Microsoft", false)]
    [InlineData("Default", false)]
    [InlineData("", false)]
    public void What_might_log_whole_addresses_stays_as_it_is(string category, bool mayChange)
    {
        Change(category, LogLevel.Trace);

        Assert.Equal(mayChange, LogLevels.WhyNot(category) is null);
        Assert.Equal(mayChange, _levels.Current.Count > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"Category\":")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void What_no_node_of_ours_has_said_changes_nothing(string heard)
    {
        _levels.Hear(heard);

        Assert.Empty(_levels.Current);
    }

    private void Change(string category, LogLevel level) =>
        _levels.Hear(LogLevels.Write(new(category, level, _clock.Now + TimeSpan.FromMinutes(10))));

    private sealed class Ears : ILoggerProvider, ILogger
    {
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
        ) { }

        public void Dispose() { }
    }
}
