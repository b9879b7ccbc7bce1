namespace Identity.Server.Database.Surveys;

/// <summary>Something that the database alone knows and that is measured: it is looked at now and then, and never while somebody waits for the figure.</summary>
internal interface ISurvey
{
    /// <summary>Whether anybody listens to what it finds.</summary>
    bool IsWanted { get; }

    Task LookAsync(CancellationToken ct);
}
