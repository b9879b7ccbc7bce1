using Identity.Server.Management.Wire;

namespace Identity.Server.Management.Answering;

/// <summary>What an operation came to, whatever its answer is.</summary>
internal interface IReply
{
    /// <summary>Why it was not done; null where it was.</summary>
    Problem? Problem { get; }

    object? Value { get; }

    /// <summary>Which version of the thing the answer shows: its ETag.</summary>
    string? Version { get; }

    /// <summary>The address of what was created.</summary>
    string? Location { get; }
}

/// <summary>What an operation came to: its answer, or the problem that was in the way.</summary>
internal sealed record Reply<T>(T? Value, Problem? Problem) : IReply
    where T : class
{
    public string? Version { get; init; }

    public string? Location { get; init; }

    object? IReply.Value => Value is Nothing ? null : Value;

    public static implicit operator Reply<T>(T value) => new(value, Problem: null);

    public static implicit operator Reply<T>(Problem problem) => new(Value: null, problem);
}

/// <summary>Makes replies that say more than their value.</summary>
internal static class Reply
{
    /// <param name="version">Printable and without quotes.</param>
    public static Reply<T> Of<T>(T value, string version)
        where T : class => new(value, Problem: null) { Version = version };

    /// <param name="path">Where the new thing is, below the root, its names escaped by <see cref="Segment"/>.</param>
    public static Reply<T> Created<T>(T value, string path, string? version = null)
        where T : class => new(value, Problem: null) { Version = version, Location = ManagementApi.Root + path };

    /// <summary>A name as one segment of a path.</summary>
    public static string Segment(string name) => Uri.EscapeDataString(name);
}

/// <summary>The answer of what has nothing to say: 204.</summary>
internal sealed record Nothing
{
    private Nothing() { }

    public static Nothing ToSay { get; } = new();
}

/// <summary>A list that is written as it is read, with a name for the file that a browser makes of it.</summary>
internal sealed record Export(string FileName, Func<Stream, CancellationToken, Task> WriteAsync);
