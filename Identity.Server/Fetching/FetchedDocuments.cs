using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Identity.Server.Fetching;

/// <summary>Reads a document that somebody else wrote, who may have written anything.</summary>
/// <param name="why">The reason of a refusal, for logs.</param>
internal delegate bool DocumentReader<TDocument>(
    ReadOnlySpan<byte> body,
    [NotNullWhen(true)] out TDocument? document,
    [NotNullWhen(false)] out string? why
)
    where TDocument : class;

/// <summary>A document, or why there is none.</summary>
internal abstract record FetchedDocument<TDocument>
    where TDocument : class
{
    public sealed record Found(TDocument Document) : FetchedDocument<TDocument>;

    /// <param name="Reason">For the log.</param>
    public sealed record Missing(string Reason) : FetchedDocument<TDocument>;
}

/// <summary>Keeps the documents of one kind that others publish, for as long as they say, within bounds that are ours.</summary>
internal sealed class FetchedDocuments<TDocument>(
    Fetcher fetcher,
    FetchExpectation expected,
    DocumentReader<TDocument> read,
    TimeProvider clock
)
    where TDocument : class
{
    public const int MaximumCount = 500;

    /// <summary>Whatever its publisher says, a document is good for this long.</summary>
    public static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan LongestLife = AnswerReader.LongestFreshness;
    public static readonly TimeSpan UsualLife = TimeSpan.FromMinutes(10);

    /// <summary>How long a document goes on past its time while its host cannot be reached.</summary>
    public static readonly TimeSpan Overtime = TimeSpan.FromHours(1);

    /// <summary>How long a failure is believed, so that a host that is away is not asked for every request.</summary>
    public static readonly TimeSpan FailureLife = TimeSpan.FromSeconds(30);

    /// <summary>How often a document is fetched before its time, because something was not in it: whoever looks for it may be anybody.</summary>
    public static readonly TimeSpan BetweenRefreshes = TimeSpan.FromMinutes(1);

    /// <summary>Whether a failure is believed at all. Where it is not, whoever lets strangers name documents has to count them.</summary>
    public bool KeepsFailures { get; init; } = true;

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly SharedWork<string, FetchedDocument<TDocument>> _running = new();

    /// <summary>The document, fetched where it is not known or past its time.</summary>
    public ValueTask<FetchedDocument<TDocument>> GetAsync(string url, CancellationToken ct) =>
        AskAsync(url, isRefresh: false, ct);

    /// <summary>The document as it is now, where something was not in the one that is known; fetched once a minute at most.</summary>
    public ValueTask<FetchedDocument<TDocument>> RefreshAsync(string url, CancellationToken ct) =>
        AskAsync(url, isRefresh: true, ct);

    private ValueTask<FetchedDocument<TDocument>> AskAsync(string url, bool isRefresh, CancellationToken ct)
    {
        return Known() is { } known ? new(known) : new(_running.RunAsync(url, FetchAsync, ct));

        FetchedDocument<TDocument>? Known()
        {
            var now = clock.GetUtcNow();
            if (!_kept.TryGetValue(url, out var kept))
                return null;
            if (isRefresh ? now >= kept.NextRefresh : now >= kept.FreshUntil)
                return null;
            kept.UsedAt = now;
            return kept.Answer;
        }

        // Looked at again: another fetch may have come to its end since.
        async Task<FetchedDocument<TDocument>> FetchAsync(string url) => Known() ?? await RenewAsync(url, isRefresh);
    }

    private async Task<FetchedDocument<TDocument>> RenewAsync(string url, bool isRefresh)
    {
        var fetched = await fetcher.GetAsync(url, expected, CancellationToken.None);
        var now = clock.GetUtcNow();
        var before = _kept.GetValueOrDefault(url);
        var nextRefresh = isRefresh ? now + BetweenRefreshes : before?.NextRefresh ?? now;
        var kept = Read(fetched, out var document, out var life, out var why)
            ? Kept.Of(document, life, nextRefresh, now)
            : Kept.Failed(before, why, nextRefresh, now);
        // Being busy is our fault and not the host's: the next one to ask may have more luck.
        var isBelieved = KeepsFailures || kept.Answer is FetchedDocument<TDocument>.Found;
        if (isBelieved && fetched is not Fetched.Refused { Fault: FetchFault.Busy })
            Keep(url, kept);
        return kept.Answer;
    }

    private bool Read(
        Fetched fetched,
        [NotNullWhen(true)] out TDocument? document,
        out TimeSpan? life,
        [NotNullWhen(false)] out string? why
    )
    {
        (document, life, why) = (null, null, null);
        switch (fetched)
        {
            case Fetched.Done done:
                life = done.FreshFor;
                return read(done.Body.Span, out document, out why);
            case Fetched.Refused refused:
                why = refused.Reason;
                return false;
            default:
                throw new UnreachableException();
        }
    }

    private void Keep(string url, Kept kept)
    {
        _kept[url] = kept;
        if (_kept.Count <= MaximumCount)
            return;
        foreach (var (unused, _) in _kept.OrderBy(pair => pair.Value.UsedAt).Take(MaximumCount / 10))
            _kept.TryRemove(unused, out _);
    }

    private sealed class Kept
    {
        private long _usedAt;

        public required FetchedDocument<TDocument> Answer { get; init; }
        public required DateTimeOffset FreshUntil { get; init; }

        /// <summary>The end of a document's overtime.</summary>
        public required DateTimeOffset UsableUntil { get; init; }

        /// <summary>Until then it is not fetched before its time again.</summary>
        public required DateTimeOffset NextRefresh { get; init; }

        public DateTimeOffset UsedAt
        {
            get => new(Interlocked.Read(ref _usedAt), TimeSpan.Zero);
            set => Interlocked.Exchange(ref _usedAt, value.UtcTicks);
        }

        public static Kept Of(TDocument document, TimeSpan? said, DateTimeOffset nextRefresh, DateTimeOffset now)
        {
            var life = said ?? UsualLife;
            life =
                life < ShortestLife ? ShortestLife
                : life > LongestLife ? LongestLife
                : life;
            return new Kept
            {
                Answer = new FetchedDocument<TDocument>.Found(document),
                FreshUntil = now + life,
                UsableUntil = now + life + Overtime,
                NextRefresh = nextRefresh,
                UsedAt = now,
            };
        }

        // A failure takes nothing away that is still good.
        public static Kept Failed(Kept? before, string why, DateTimeOffset nextRefresh, DateTimeOffset now)
        {
            var next = now + FailureLife;
            return before is { Answer: FetchedDocument<TDocument>.Found } && now < before.UsableUntil
                ? new Kept
                {
                    Answer = before.Answer,
                    FreshUntil = before.FreshUntil > next ? before.FreshUntil : next,
                    UsableUntil = before.UsableUntil,
                    NextRefresh = nextRefresh,
                    UsedAt = now,
                }
                : new Kept
                {
                    Answer = new FetchedDocument<TDocument>.Missing(why),
                    FreshUntil = next,
                    UsableUntil = now,
                    NextRefresh = nextRefresh,
                    UsedAt = now,
                };
        }
    }
}
