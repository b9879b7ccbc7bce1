using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Answering;

/// <summary>A call that may be answered: who calls, and what they sent, read and checked as the operation was declared.</summary>
internal sealed class Call
{
    public required Caller Caller { get; init; }

    public Actor Actor => Caller.Actor;

    /// <summary>The names in the path, unescaped.</summary>
    public required IReadOnlyDictionary<string, string> Segments { get; init; }

    /// <summary>What a list is narrowed by, and how it goes.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>For the versions that a change was thought up for; any, where the operation needs none and none was sent.</summary>
    public required IfMatch IfMatch { get; init; }

    /// <summary>The list that this is, so that no other takes its cursors.</summary>
    public required string Path { get; init; }

    /// <summary>As the operation's type; null where it takes none.</summary>
    public object? Body { get; init; }

    public required Cursors Cursors { get; init; }

    public string this[string segment] => Segments[segment];

    /// <returns>The segment as an id, or null where it is none: there is nothing of such a name.</returns>
    public Guid? Id(string segment = "id") => Guid.TryParseExact(Segments[segment], "D", out var id) ? id : null;
}
