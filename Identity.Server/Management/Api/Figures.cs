using System.Text.Json.Serialization;
using Identity.Server.Audit;
using Identity.Server.Audit.Counting;
using Identity.Server.Mail;
using Identity.Server.Sessions;
using Identity.Server.Users;

namespace Identity.Server.Management.Api;

/// <summary>Adds up the counts that a dashboard shows.</summary>
internal sealed class Figures(
    EventCounts counts,
    AccountCount accounts,
    SessionDirectory sessions,
    LetterHistory letters,
    TimeProvider clock
)
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly string[] NewUser = [AuditKind.Registration, AuditKind.AccountCreation];
    private static readonly string[] Counted = [AuditKind.SignIn, .. NewUser, Counts.Tokens];

    public async Task<TotalsAnswer> TotalsAsync(CancellationToken ct)
    {
        var lately = await counts.CompareAsync(clock.GetUtcNow() - Week, Week, Counted, ct);
        var signIns = lately.Where(one => one.Name == AuditKind.SignIn).ToList();
        var failures = signIns.Where(one => one.Outcome == AuditOutcome.Refused).ToList();
        var successes = signIns.Except(failures).ToList();
        var newUsers = lately.Where(one => IsNewUser(one.Name, one.Outcome)).ToList();
        var tokens = lately.Where(one => one.Name == Counts.Tokens).ToList();
        var (waiting, dead) = await letters.CountAsync(ct);
        return new TotalsAnswer
        {
            Users = await accounts.AskAsync(ct),
            ActiveSessions = (await sessions.CountAsync(ct)).Value,
            UsersNew7d = newUsers.Sum(one => one.Lately),
            UsersNewPrev7d = newUsers.Sum(one => one.Before),
            SignIns7d = successes.Sum(one => one.Lately),
            SignInsPrev7d = successes.Sum(one => one.Before),
            Failures7d = failures.Sum(one => one.Lately),
            FailuresPrev7d = failures.Sum(one => one.Before),
            Tokens7d = tokens.Sum(one => one.Lately),
            TokensPrev7d = tokens.Sum(one => one.Before),
            LettersWaiting = waiting.Value,
            LettersDead = dead.Value,
        };
    }

    /// <summary>By the hour up to two days, and else by the days of UTC; the last one is not over yet.</summary>
    public async Task<SeriesAnswer> SeriesAsync(int days, CancellationToken ct)
    {
        var (isByDay, now) = (days > 2, clock.GetUtcNow());
        var span = isByDay ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);
        var last = new DateTimeOffset(now.UtcTicks - now.UtcTicks % span.Ticks, TimeSpan.Zero);
        var spans = isByDay ? days : days * 24;
        var found = await counts.SeriesAsync(last - span * (spans - 1), isByDay, Counted, ct);
        var byTime = found.ToLookup(one => one.At);
        var times = Enumerable.Range(0, spans).Select(back => last - span * (spans - 1 - back)).ToList();
        return new SeriesAnswer
        {
            SignIns =
            [
                .. times.Select(at => new SignInsAnswer(
                    at,
                    Sum(byTime[at], one => one is { Name: AuditKind.SignIn, Outcome: AuditOutcome.Done }),
                    Sum(byTime[at], one => one is { Name: AuditKind.SignIn, Outcome: AuditOutcome.Refused })
                )),
            ],
            NewUsers =
            [
                .. times.Select(at => new NewUsersAnswer(at, Sum(byTime[at], one => IsNewUser(one.Name, one.Outcome)))),
            ],
            Tokens =
            [
                .. times.Select(at => new TokensAnswer(
                    at,
                    byTime[at]
                        .Where(one => one.Name == Counts.Tokens)
                        .ToDictionary(one => one.Outcome, one => one.Times, StringComparer.Ordinal)
                )),
            ],
        };
    }

    private static bool IsNewUser(string name, string outcome) =>
        outcome == AuditOutcome.Done && NewUser.Contains(name, StringComparer.Ordinal);

    private static long Sum(IEnumerable<CountedSpan> spans, Func<CountedSpan, bool> counted) =>
        spans.Where(counted).Sum(one => one.Times);
}

/// <summary>How many there are, and how many there were in the last seven days and in the seven before.</summary>
internal sealed record TotalsAnswer
{
    /// <summary>Counted up to ten thousand, and an estimate beyond.</summary>
    public required long Users { get; init; }

    /// <summary>Counted up to ten thousand, like the letters.</summary>
    public required long ActiveSessions { get; init; }

    [JsonPropertyName("users_new_7d")]
    public required long UsersNew7d { get; init; }

    [JsonPropertyName("users_new_prev_7d")]
    public required long UsersNewPrev7d { get; init; }

    [JsonPropertyName("sign_ins_7d")]
    public required long SignIns7d { get; init; }

    [JsonPropertyName("sign_ins_prev_7d")]
    public required long SignInsPrev7d { get; init; }

    [JsonPropertyName("failures_7d")]
    public required long Failures7d { get; init; }

    [JsonPropertyName("failures_prev_7d")]
    public required long FailuresPrev7d { get; init; }

    [JsonPropertyName("tokens_7d")]
    public required long Tokens7d { get; init; }

    [JsonPropertyName("tokens_prev_7d")]
    public required long TokensPrev7d { get; init; }
    public required long LettersWaiting { get; init; }
    public required long LettersDead { get; init; }
}

/// <summary>What charts are drawn from.</summary>
internal sealed record SeriesAnswer
{
    public required IReadOnlyList<SignInsAnswer> SignIns { get; init; }
    public required IReadOnlyList<NewUsersAnswer> NewUsers { get; init; }
    public required IReadOnlyList<TokensAnswer> Tokens { get; init; }
}

/// <summary>Sign-ins within a day, or an hour.</summary>
internal sealed record SignInsAnswer(DateTimeOffset At, long Done, long Refused);

/// <summary>Accounts made within a day, or an hour.</summary>
internal sealed record NewUsersAnswer(DateTimeOffset At, long Count);

/// <summary>Tokens issued within a day, or an hour, by the grant that earned them.</summary>
internal sealed record TokensAnswer(DateTimeOffset At, IReadOnlyDictionary<string, long> ByGrant);
