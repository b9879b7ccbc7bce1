namespace Identity.Server.Database.PrivateCluster.Postmasters;

/// <summary>One run of the PostgreSQL server, from its start to its end.</summary>
internal interface IPostmaster : IAsyncDisposable
{
    /// <summary>Completes when the run is over, for whatever reason.</summary>
    Task Exited { get; }

    /// <summary>Sends a signal by its name without SIG; nothing happens when the run is over.</summary>
    Task SignalAsync(string signal);
}
