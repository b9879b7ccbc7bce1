namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Finds the passwords that are long and still say nothing: <c>aaaaaaaaaa</c>, <c>abcabcabcabc</c>, <c>3456789012</c>.</summary>
internal static class Monotony
{
    private const int LongestTrivialPiece = 4;
    private const int ShortestRun = 4;

    /// <returns>The shortest piece that the text consists of, twice or more; null where there is none.</returns>
    public static string? PieceOf(string text)
    {
        // A text that is its own piece over and over is found in its double before the end.
        var period = text.Length < 2 ? -1 : (text + text).IndexOf(text, 1, StringComparison.Ordinal);
        return period > 0 && period <= text.Length / 2 ? text[..period] : null;
    }

    public static bool IsTrivial(string piece) => piece.Length <= LongestTrivialPiece;

    /// <summary>Whether each character is the neighbour of the one before, always in the same direction.</summary>
    public static bool IsRun(string text)
    {
        if (text.Length < ShortestRun)
            return false;
        var step = Step(text[0], text[1]);
        for (var i = 1; step != 0 && i < text.Length; i++)
        {
            if (Step(text[i - 1], text[i]) != step)
                return false;
        }
        return step != 0;
    }

    // After 9 comes 0: so do people count.
    private static int Step(char one, char next) =>
        (one, next) switch
        {
            ('9', '0') => 1,
            ('0', '9') => -1,
            _ when char.IsLetterOrDigit(one) && char.IsLetterOrDigit(next) && Math.Abs(next - one) == 1 => next - one,
            _ => 0,
        };
}
