namespace Identity.Server.Jobs;

/// <summary>Work that the server does by itself, on one of its nodes at a time.</summary>
internal interface IServerJob
{
    static abstract string Name { get; }

    /// <summary>What it is for, in a sentence for those who run the server.</summary>
    static abstract string Description { get; }

    /// <summary>When it runs, as a Quartz cron expression in UTC.</summary>
    static abstract string Schedule { get; }

    /// <returns>What it did, with counts, for the log.</returns>
    Task<string> RunAsync(CancellationToken ct);
}
