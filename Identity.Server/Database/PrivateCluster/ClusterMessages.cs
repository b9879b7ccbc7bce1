namespace Identity.Server.Database.PrivateCluster;

/// <summary>What the private cluster tells the log.</summary>
internal static partial class ClusterMessages
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Making a private PostgreSQL {Major} cluster in {Folder}.")]
    public static partial void Initialising(this ILogger logger, int major, string folder);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The private PostgreSQL {Major} cluster in {Folder} answers at {Address}, ready after {Elapsed}."
    )]
    public static partial void Ready(
        this ILogger logger,
        int major,
        string folder,
        ClusterAddress address,
        TimeSpan elapsed
    );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The private PostgreSQL cluster in {Folder} has died; starting it again in {Pause}."
    )]
    public static partial void Died(this ILogger logger, string folder, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The private PostgreSQL cluster in {Folder} is back.")]
    public static partial void Recovered(this ILogger logger, string folder);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The private PostgreSQL cluster in {Folder} did not start; trying again in {Pause}."
    )]
    public static partial void NotRecovered(this ILogger logger, Exception exception, string folder, TimeSpan pause);
}
