namespace Identity.Server.Users.Import.Sources;

/// <summary>Where accounts are read from, one after the other; a file of ten million is no larger in memory than one of ten.</summary>
internal interface IImportSource : IAsyncDisposable
{
    /// <returns>The columns that every row has; null where each row says for itself.</returns>
    Task<IReadOnlyList<string>?> ReadColumnsAsync(CancellationToken ct);

    /// <param name="columns">Those that will be looked at.</param>
    /// <exception cref="InvalidOperationException">What is read is damaged past going on; the message says where.</exception>
    IAsyncEnumerable<SourceRow> ReadAsync(IReadOnlyCollection<string> columns, CancellationToken ct);
}

/// <summary>An account as the source has it, all of it as text.</summary>
/// <param name="Number">Which row, or line, for people to find it by.</param>
/// <param name="Values">By the names of the source's columns, in any case.</param>
internal sealed record SourceRow(long Number, IReadOnlyDictionary<string, string?> Values)
{
    /// <summary>Why the row as a whole cannot be read.</summary>
    public string? Problem { get; init; }

    /// <summary>Why its password cannot be, where the source knows better than the text tells.</summary>
    public string? HashProblem { get; init; }

    public static SourceRow Broken(long number, string problem) =>
        new(number, new Dictionary<string, string?>(StringComparer.Ordinal)) { Problem = problem };

    // There are hashes in it.
    public override string ToString() => $"row {Number}";
}
