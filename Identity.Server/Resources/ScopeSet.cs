using System.Buffers;

namespace Identity.Server.Resources;

/// <summary>A set of scope names in the order they were asked for.</summary>
/// <remarks>RFC 6749 §3.3.</remarks>
internal sealed class ScopeSet
{
    private const int LongestScope = 128;
    private const int MostScopes = 64;

    // RFC 6749 §3.3: %x21 / %x23-5B / %x5D-7E
    private static readonly SearchValues<char> ScopeCharacters = SearchValues.Create(
        "!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"
    );

    private string? _text;

    private ScopeSet(string[] names) => Names = names;

    public static ScopeSet Empty { get; } = new([]);

    public string[] Names { get; }

    public bool IsEmpty => Names.Length == 0;

    public static ScopeSet Of(params IEnumerable<string> names) => new([.. names.Distinct(StringComparer.Ordinal)]);

    /// <returns>The set, or null where the text is not `scope-token *( SP scope-token )`.</returns>
    public static ScopeSet? Read(string text)
    {
        var names = text.Split(' ');
        if (names.Length > MostScopes || !Array.TrueForAll(names, IsScopeToken))
            return null;
        return names.Length == 1 ? new ScopeSet(names) : Of(names);
    }

    public bool Contains(string name) => Array.IndexOf(Names, name) >= 0;

    public bool IsWithin(ScopeSet wider)
    {
        foreach (var name in Names)
        {
            if (!wider.Contains(name))
                return false;
        }

        return true;
    }

    public ScopeSet Where(Func<string, bool> keep) =>
        Array.TrueForAll(Names, name => keep(name)) ? this : new([.. Names.Where(keep)]);

    public override string ToString() => _text ??= string.Join(' ', Names);

    public static bool IsScopeToken(string name) =>
        name.Length is > 0 and <= LongestScope && !name.AsSpan().ContainsAnyExcept(ScopeCharacters);
}
