using Microsoft.Net.Http.Headers;

namespace Identity.Server.Management.Wire;

/// <summary>The version of a thing that a change was thought up for.</summary>
/// <remarks>RFC 9110 §13.1.1.</remarks>
internal sealed class IfMatch
{
    private readonly string[]? _versions;

    private IfMatch(string[]? versions) => _versions = versions;

    /// <summary>Whatever it is by now.</summary>
    public static IfMatch Any { get; } = new(versions: null);

    /// <summary>Whether a change of this version is what was meant; it may have moved again until it is written.</summary>
    public bool Allows(string version) => _versions is null || _versions.Contains(version, StringComparer.Ordinal);

    /// <summary>What the statement that writes has to find, so that nothing is overwritten that was not seen; null where any will do.</summary>
    public string? Pin(string version) => _versions is null ? null : version;

    /// <inheritdoc cref="Pin(string)"/>
    public Guid? Pin(Guid version) => _versions is null ? null : version;

    /// <returns>Null where the request has none.</returns>
    public static (IfMatch? Found, Problem? Problem) Read(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
            return (null, null);
        // A weak one never matches (RFC 9110 §8.8.3.2).
        return EntityTagHeaderValue.TryParseStrictList(header, out var tags)
            ? (Of(tags), null)
            : (null, Problem.Malformed("If-Match is neither * nor a list of ETags in quotes."));
    }

    private static IfMatch Of(IList<EntityTagHeaderValue> tags) =>
        tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any))
            ? Any
            : new IfMatch([.. tags.Where(tag => !tag.IsWeak).Select(tag => tag.Tag.ToString().Trim('"'))]);
}
