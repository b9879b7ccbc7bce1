using System.Text;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Sees through what people do to a simple password so that it looks like a good one: <c>P4ssw0rd1!</c>.</summary>
/// <remarks>A fixed handful of forms, however long the password: programs that guess try the same few.</remarks>
internal static class Disguise
{
    private const int ShortestWord = 4;
    private const int LongestDecoration = 6;

    /// <summary>The plain forms behind a password, itself among them; none where it is no text.</summary>
    public static IReadOnlyCollection<string> Behind(string password)
    {
        if (Fold(password) is not { Length: > 0 } folded)
            return [];

        var forms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var form in (string[])[folded, Undecorated(folded)])
        {
            forms.Add(form);
            forms.Add(Spelled(form, one: 'i'));
            forms.Add(Spelled(form, one: 'l'));
        }
        return forms;
    }

    /// <returns>Small letters, and one form for what only looks different; null where it is no text, or more than any address.</returns>
    public static string? Fold(string text)
    {
        if (text.Length > CanonicalEmail.LongestAddress)
            return null;
        try
        {
            return text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        }
        catch (ArgumentException) // an unpaired surrogate
        {
            return null;
        }
    }

    // Digits and signs before and after a word add little, as long as they are fewer than its letters.
    private static string Undecorated(string folded)
    {
        var start = folded.AsSpan().IndexOfLetter();
        var end = folded.Length;
        while (end > start && !char.IsLetter(folded[end - 1]))
            end--;

        var word = folded[start..end];
        var decoration = folded.Length - word.Length;
        return word.Length >= ShortestWord && decoration <= Math.Min(LongestDecoration, word.Length) ? word : folded;
    }

    private static int IndexOfLetter(this ReadOnlySpan<char> text)
    {
        var index = 0;
        while (index < text.Length && !char.IsLetter(text[index]))
            index++;
        return index;
    }

    // A one stands for either of two letters, all of them for the same.
    private static string Spelled(string form, char one) =>
        string.Create(
            form.Length,
            (form, one),
            static (spelled, state) =>
            {
                for (var i = 0; i < spelled.Length; i++)
                {
                    spelled[i] = state.form[i] switch
                    {
                        '0' => 'o',
                        '1' or '!' or '|' => state.one,
                        '3' or '€' => 'e',
                        '4' or '@' => 'a',
                        '5' or '$' => 's',
                        '7' or '+' => 't',
                        '8' => 'b',
                        '9' => 'g',
                        var other => other,
                    };
                }
            }
        );
}
