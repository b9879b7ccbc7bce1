using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Worker;

/// <summary>The work: every few seconds it looks how many notes there are.</summary>
internal sealed partial class Rounds(IServiceScopeFactory scopes, IOptions<WorkerOptions> options, ILogger<Rounds> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval);
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                Counted(await scope.ServiceProvider.GetRequiredService<Notes>().CountAsync(stoppingToken));
            }
            catch (HttpRequestException e)
            {
                // The next round may find better weather.
                Failed(e.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Information, "There are {Count} notes")]
    private partial void Counted(int count);

    [LoggerMessage(LogLevel.Warning, "The round failed: {Why}")]
    private partial void Failed(string why);
}
