namespace Identity.Authentication.Provider;

/// <summary>What came of asking the provider for something that it publishes.</summary>
internal abstract record Fetched<T>
{
    private Fetched() { }

    public sealed record Found(T Value) : Fetched<T>;

    /// <param name="Reason">A sentence for the log.</param>
    public sealed record Missing(string Reason) : Fetched<T>;
}
