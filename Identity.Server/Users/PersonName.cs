using System.Text;

namespace Identity.Server.Users;

/// <summary>What a person may call themselves: anything that is one line of text.</summary>
internal static class PersonName
{
    public const int Longest = 200;

    /// <remarks>A control character would break out of its line in a letter or a log.</remarks>
    public static bool IsAcceptable(string? name) =>
        name is null || (name.Length is > 0 and <= Longest && name.EnumerateRunes().All(IsPlain));

    // A lone surrogate is enumerated as the replacement character, and PostgreSQL would refuse it.
    private static bool IsPlain(Rune rune) => !Rune.IsControl(rune) && rune != Rune.ReplacementChar;
}
