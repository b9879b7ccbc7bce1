namespace Identity.Server.Users.Throttling;

/// <summary>What a counter allows: so many free, and then a wait after each that doubles.</summary>
/// <param name="Name">What is limited, for those who watch how often it comes to that.</param>
/// <param name="Free">How many may come before the first wait.</param>
/// <param name="FirstBlock">The first wait.</param>
/// <param name="LongestBlock">No wait is longer.</param>
/// <param name="Memory">How long the count is kept, from its first or from the end of the last wait.</param>
internal sealed record ThrottleRule(string Name, int Free, TimeSpan FirstBlock, TimeSpan LongestBlock, TimeSpan Memory)
{
    public static ThrottleRule ForAccountAndSource(ThrottleOptions options) =>
        new(
            "account_and_source",
            options.AttemptsPerAccountAndSource,
            options.FirstBlock,
            options.LongestBlock,
            options.ForgetAfter
        );

    public static ThrottleRule ForAccount(ThrottleOptions options) =>
        new(
            "account",
            options.AttemptsPerAccount,
            options.FirstBlock,
            options.LongestAccountBlock,
            options.ForgetAfter
        );

    public static ThrottleRule ForSource(ThrottleOptions options) =>
        new("source", options.AttemptsPerSource, options.FirstBlock, options.LongestBlock, options.ForgetAfter);

    public static ThrottleRule ForRequests(ThrottleOptions options) =>
        new("requests", options.RequestsPerSource, options.FirstBlock, options.LongestBlock, TimeSpan.FromMinutes(10));

    public static ThrottleRule ForSignIns(ThrottleOptions options) =>
        ForRequests(options) with
        {
            Name = "sign_ins",
            Free = options.SignInsPerSource,
        };

    // As long as the shortest-lived link: whoever has letters asked for in another's name leaves them one that is good.
    public static ThrottleRule ForLetters(ThrottleOptions options) =>
        new("letters", options.LettersPerAddress, TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1));
}
