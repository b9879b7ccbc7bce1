namespace Identity.Server.Hosting.Checkups;

/// <summary>How bad a finding is: only <see cref="Fail"/> changes the exit status.</summary>
internal enum Verdict
{
    Pass,
    Warn,
    Fail,
}

/// <summary>What came of looking at one thing: a line of what `doctor` says.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Said">What was seen there; never a secret.</param>
/// <param name="Cure">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(Verdict Verdict, string Check, string Said, string? Cure)
{
    public static Finding Pass(string check, string said) => new(Verdict.Pass, check, said, Cure: null);

    public static Finding Warn(string check, string said, string cure) => new(Verdict.Warn, check, said, cure);

    public static Finding Fail(string check, string said, string cure) => new(Verdict.Fail, check, said, cure);
}
