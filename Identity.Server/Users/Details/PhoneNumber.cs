namespace Identity.Server.Users.Details;

/// <summary>Phone numbers as everybody in the world can call them.</summary>
/// <remarks>E.164, which OpenID Connect Core §5.1 recommends: a plus, the country and the number, fifteen digits at most.</remarks>
internal static class PhoneNumber
{
    private const int FewestDigits = 7;
    private const int MostDigits = 15;

    /// <returns>The number without what people put between its digits; null where it is none.</returns>
    public static string? Read(string text)
    {
        var number = string.Concat(text.Where(c => c is not (' ' or '(' or ')' or '-' or '.' or '/' or '\u00a0')));
        return
            number is ['+', >= '1' and <= '9', ..]
            && number.Length - 1 is >= FewestDigits and <= MostDigits
            && number.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
            ? number
            : null;
    }
}
