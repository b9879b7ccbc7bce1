using Zxcvbn;
using Zxcvbn.Matcher;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Estimates how many guesses a password would take, by the patterns that guessers know (zxcvbn, USENIX Security 2016).</summary>
internal sealed class StrengthMeter(CommonPasswords common)
{
    /// <summary>What bcrypt reads; beyond it, patterns would only be costly to look for.</summary>
    public const int LongestLook = PasswordRules.MaximumBytes;

    private const int GoodEnough = 3;

    // It loads its dictionaries once, and keeps nothing of a password.
    private readonly Lazy<Zxcvbn.Zxcvbn> _estimator = new(() => new Zxcvbn.Zxcvbn());

    public PasswordStrength Measure(string password, PasswordOwner owner)
    {
        var looked = password[..Math.Min(password.Length, LongestLook)];
        if (common.Contains(looked))
            return new PasswordStrength(Score: 0, WhyCommon(looked));
        if (Resemblance.IsSimilar(looked, owner))
            return new PasswordStrength(Score: 0, StrengthAdvice.NothingAboutYourself);

        var estimate = _estimator.Value.EvaluatePassword(looked, owner.Words());
        var score = Math.Clamp(estimate.Score, 0, 4);
        return new PasswordStrength(score, score >= GoodEnough ? StrengthAdvice.None : Why(estimate));
    }

    private static StrengthAdvice WhyCommon(string password) =>
        Monotony.IsRun(password) ? StrengthAdvice.NoSequence
        : Monotony.PieceOf(password) is not null ? StrengthAdvice.NoRepetition
        : StrengthAdvice.NotACommonPassword;

    // The longest pattern is the one that a person sees as well.
    private static StrengthAdvice Why(Result estimate) =>
        estimate.MatchSequence.MaxBy(match => match.Token.Length) switch
        {
            DictionaryMatch match => match.DictionaryName switch
            {
                "passwords" => StrengthAdvice.NotACommonPassword,
                "user_inputs" => StrengthAdvice.NothingAboutYourself,
                "male_names" or "female_names" or "surnames" => StrengthAdvice.NotJustAName,
                _ => StrengthAdvice.NotJustAWord,
            },
            SpatialMatch => StrengthAdvice.NoKeyboardPattern,
            RepeatMatch => StrengthAdvice.NoRepetition,
            SequenceMatch => StrengthAdvice.NoSequence,
            DateMatch or { Pattern: "year" or "digits" } => StrengthAdvice.NoDate,
            _ => StrengthAdvice.MoreWords,
        };
}
