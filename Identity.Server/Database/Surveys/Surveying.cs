using System.Data.Common;

namespace Identity.Server.Database.Surveys;

/// <summary>Looks at everything that is measured in the database, every fifteen seconds and no more, however many fetch the figures.</summary>
internal sealed partial class Surveying(IEnumerable<ISurvey> surveys, TimeProvider clock, ILogger<Surveying> logger)
    : BackgroundService
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly ISurvey[] _surveys = [.. surveys];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            foreach (var survey in _surveys.Where(one => one.IsWanted))
                await LookAsync(survey, stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Whoever listens for notifications says that the database is away; here it only means that there is no figure.
    private async Task LookAsync(ISurvey survey, CancellationToken ct)
    {
        try
        {
            await survey.LookAsync(ct);
        }
        catch (DbException e)
        {
            NotSeen(survey.GetType().Name, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Survey} could not be taken: {Problem}")]
    private partial void NotSeen(string survey, string problem);
}
