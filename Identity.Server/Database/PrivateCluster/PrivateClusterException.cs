namespace Identity.Server.Database.PrivateCluster;

/// <summary>Says in one sentence why the private cluster cannot run, and what to do about it.</summary>
internal sealed class PrivateClusterException : InvalidOperationException
{
    public PrivateClusterException() { }

    public PrivateClusterException(string message)
        : base(message) { }

    public PrivateClusterException(string message, Exception innerException)
        : base(message, innerException) { }
}
