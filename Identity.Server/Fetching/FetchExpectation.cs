namespace Identity.Server.Fetching;

/// <summary>What a caller is ready to take. One instance for each kind of document: fetches are shared by those who expect the same.</summary>
internal sealed class FetchExpectation
{
    /// <summary>Nothing but a success: the answer's body is not read.</summary>
    public static readonly FetchExpectation Success = new(0);

    /// <param name="largestBody">A longer answer is refused.</param>
    /// <param name="contentTypes">The media types that the document may have.</param>
    public FetchExpectation(int largestBody, params string[] contentTypes) =>
        (LargestBody, ContentTypes) = (largestBody, contentTypes);

    public const int UsualBody = 64 * 1024;

    public int LargestBody { get; }

    public IReadOnlyList<string> ContentTypes { get; }

    public bool WantsBody => LargestBody > 0;
}
