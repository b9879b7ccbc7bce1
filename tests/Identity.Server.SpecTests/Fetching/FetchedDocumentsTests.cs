using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Identity.Server.Fetching;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fetching;

public sealed class FetchedDocumentsTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FetchingRoom _room = new();
    private readonly ManualClock _clock = new();
    private readonly Origin _origin;
    private readonly FetchedDocuments<string> _documents;
    private volatile string _headers = "";
    private volatile bool _isAway;
    private int _asked;

    public FetchedDocumentsTests()
    {
        _origin = Origin.Start(AnswerAsync);
        _documents = new FetchedDocuments<string>(_room.Fetcher, FetchingRoom.Json, TryRead, _clock);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Spec("RFC 9111 §4.2")]
    [InlineData("Cache-Control: max-age=300", 300)]
    [InlineData("Cache-Control: max-age=1", 60)]
    [InlineData("Cache-Control: no-store", 60)]
    [InlineData("Cache-Control: max-age=999999999", 86400)]
    [InlineData("X-Nothing: here", 600)]
    public async Task A_document_is_kept_for_as_long_as_it_says_within_bounds(string header, int seconds)
    {
        _headers = $"{header}\r\n";

        await ShouldBeAsync("1");
        _clock.Advance(TimeSpan.FromSeconds(seconds) - Second);
        await ShouldBeAsync("1");
        _clock.Advance(Second);
        await ShouldBeAsync("2");
    }

    [Fact]
    public async Task A_hundred_who_ask_at_once_cost_one_fetch()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => GetAsync()));
        Assert.All(answers, answer => Assert.Equal("1", answer));

        _clock.Advance(FetchedDocuments<string>.LongestLife);
        answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => GetAsync()));
        Assert.All(answers, answer => Assert.Equal("2", answer));
    }

    [Fact]
    public async Task A_document_is_renewed_before_its_time_once_a_minute()
    {
        _headers = "Cache-Control: max-age=3600\r\n";
        await ShouldBeAsync("1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(RefreshAsync, Ct)));
        Assert.All(answers, answer => Assert.Equal("2", answer));
        await ShouldBeAsync("2");

        _clock.Advance(FetchedDocuments<string>.BetweenRefreshes - Second);
        Assert.Equal("2", await RefreshAsync());
        _clock.Advance(Second);
        Assert.Equal("3", await RefreshAsync());
    }

    [Fact]
    public async Task A_document_that_came_in_its_time_does_not_let_it_be_renewed_more_often()
    {
        _headers = "Cache-Control: max-age=60\r\n";
        Assert.Equal("1", await RefreshAsync());
        _clock.Advance(FetchedDocuments<string>.BetweenRefreshes - Second);
        Assert.Equal("1", await RefreshAsync());
        _clock.Advance(Second);
        await ShouldBeAsync("2");
        Assert.Equal("3", await RefreshAsync());
        _clock.Advance(FetchedDocuments<string>.BetweenRefreshes - Second);
        Assert.Equal("3", await RefreshAsync());
    }

    [Fact]
    public async Task A_failure_is_believed_for_half_a_minute()
    {
        _isAway = true;
        await ShouldBeAsync(null);
        _isAway = false;
        await ShouldBeAsync(null);
        _clock.Advance(FetchedDocuments<string>.FailureLife - Second);
        await ShouldBeAsync(null);
        Assert.Equal(1, _asked);

        _clock.Advance(Second);
        await ShouldBeAsync("2");
    }

    [Fact]
    public async Task A_document_outlives_a_host_that_is_away_by_an_hour()
    {
        _headers = "Cache-Control: max-age=300\r\n";
        await ShouldBeAsync("1");
        _isAway = true;

        _clock.Advance(TimeSpan.FromSeconds(300));
        await ShouldBeAsync("1");
        await ShouldBeAsync("1");
        Assert.Equal(2, _asked);

        _clock.Advance(FetchedDocuments<string>.Overtime - Second);
        await ShouldBeAsync("1");
        _clock.Advance(FetchedDocuments<string>.FailureLife);
        await ShouldBeAsync(null);
    }

    [Fact]
    public async Task A_renewal_that_fails_takes_nothing_away()
    {
        _headers = "Cache-Control: max-age=3600\r\n";
        await ShouldBeAsync("1");
        _isAway = true;

        Assert.Equal("1", await RefreshAsync());
        Assert.Equal("1", await RefreshAsync());
        Assert.Equal(2, _asked);
        _clock.Advance(FetchedDocuments<string>.FailureLife);
        await ShouldBeAsync("1");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_failure_with_its_reason()
    {
        var nobody = new FetchedDocuments<string>(_room.Fetcher, FetchingRoom.Json, Refuse, _clock);

        var answer = await nobody.GetAsync(_origin.Url(), Ct);

        Assert.Equal("It is no good.", Assert.IsType<FetchedDocument<string>.Missing>(answer).Reason);

        static bool Refuse(
            ReadOnlySpan<byte> body,
            [NotNullWhen(true)] out string? document,
            [NotNullWhen(false)] out string? why
        )
        {
            (document, why) = (null, "It is no good.");
            return false;
        }
    }

    [Fact]
    public async Task A_busy_moment_is_not_remembered()
    {
        var gate = new TaskCompletionSource();
        await using var slow = Origin.Start(async asking =>
        {
            await gate.Task;
            await asking.WriteAsync(Origin.Ok("slow"));
        });
        var busy = Enumerable
            .Range(0, FetchGate.MaximumPerHost)
            .Select(i => _room.GetAsync(slow.Url($"/{i}")))
            .ToList();

        Assert.IsType<FetchedDocument<string>.Missing>(await _documents.GetAsync(slow.Url(), Ct));
        gate.SetResult();
        await Task.WhenAll(busy);

        Assert.IsType<FetchedDocument<string>.Found>(await _documents.GetAsync(slow.Url(), Ct));
    }

    [Fact]
    public async Task Only_so_many_documents_are_kept_and_the_unused_go_first()
    {
        var count = FetchedDocuments<string>.MaximumCount;
        for (var i = 0; i < count; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await GetAsync($"/{i}");
        }
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("1", await GetAsync("/0"));
        await GetAsync("/one-more");
        Assert.Equal(count + 1, _asked);

        Assert.Equal("1", await GetAsync("/0"));
        Assert.Equal($"{count}", await GetAsync($"/{count - 1}"));
        Assert.Equal(count + 1, _asked);
        await GetAsync("/1");
        Assert.Equal(count + 2, _asked);
    }

    public async ValueTask DisposeAsync()
    {
        _room.Dispose();
        await _origin.DisposeAsync();
    }

    private static bool TryRead(
        ReadOnlySpan<byte> body,
        [NotNullWhen(true)] out string? document,
        [NotNullWhen(false)] out string? why
    )
    {
        (document, why) = (Encoding.UTF8.GetString(body), null);
        return true;
    }

    private Task AnswerAsync(Asking asking)
    {
        var number = Interlocked.Increment(ref _asked).ToString(CultureInfo.InvariantCulture);
        return asking.WriteAsync(
            _isAway ? "HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n" : Origin.Ok(number, headers: _headers)
        );
    }

    private async Task ShouldBeAsync(string? document) => Assert.Equal(document, await GetAsync());

    private async Task<string?> GetAsync(string path = "/document") =>
        (await _documents.GetAsync(_origin.Url(path), Ct) as FetchedDocument<string>.Found)?.Document;

    private async Task<string?> RefreshAsync() =>
        (await _documents.RefreshAsync(_origin.Url(), Ct) as FetchedDocument<string>.Found)?.Document;
}
