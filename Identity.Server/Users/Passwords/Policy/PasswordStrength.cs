namespace Identity.Server.Users.Passwords.Policy;

/// <summary>How hard a password is to guess, for a meter beside the field. Advice: what is allowed, the policy says.</summary>
/// <param name="Score">From 0, guessed at once, to 4, out of reach.</param>
/// <param name="Advice">What would help most; <see cref="StrengthAdvice.None"/> from 3 upwards.</param>
internal sealed record PasswordStrength(int Score, StrengthAdvice Advice);

/// <summary>What is wrong with a password first of all; pages have the words.</summary>
internal enum StrengthAdvice
{
    None,

    /// <summary>Add a word or two that do not belong together.</summary>
    MoreWords,

    /// <summary>It is one of those that everybody tries first.</summary>
    NotACommonPassword,

    /// <summary>It is made of the e-mail address or the name.</summary>
    NothingAboutYourself,

    /// <summary>A name by itself is guessed quickly.</summary>
    NotJustAName,

    /// <summary>A word by itself is guessed quickly.</summary>
    NotJustAWord,

    /// <summary>Keys beside each other.</summary>
    NoKeyboardPattern,

    /// <summary><c>aaa</c>, <c>abcabc</c>.</summary>
    NoRepetition,

    /// <summary><c>abcd</c>, <c>6543</c>.</summary>
    NoSequence,

    /// <summary>A date or a year.</summary>
    NoDate,
}
