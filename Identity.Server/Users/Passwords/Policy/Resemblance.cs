using Identity.Server.Database.Text;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Says whether a password is little more than what everybody knows of its owner.</summary>
internal static class Resemblance
{
    /// <summary>Equal to one of the owner's words, forwards or backwards, nearly so, or that word with less than as much again around it.</summary>
    public static bool IsSimilar(string password, PasswordOwner owner)
    {
        var words = owner.Words();
        return Disguise
            .Behind(password)
            .Select(PasswordOwner.Letters)
            .Any(form => words.Any(word => IsSimilar(form, word) || IsSimilar(form, Reversed(word))));
    }

    private static bool IsSimilar(string form, string word) =>
        (form.Length <= 2 * word.Length && form.Contains(word, StringComparison.Ordinal))
        || IsWithin(Slips(word), form, word);

    // Of ten letters, two may be others; of four, none.
    private static int Slips(string word) => Math.Min(word.Length / 5, 2);

    private static string Reversed(string word) => string.Concat(word.Reverse());

    // Given up when the lengths alone are too far apart.
    private static bool IsWithin(int limit, string one, string other) =>
        limit > 0 && Math.Abs(one.Length - other.Length) <= limit && EditDistance.Between(one, other) <= limit;
}
