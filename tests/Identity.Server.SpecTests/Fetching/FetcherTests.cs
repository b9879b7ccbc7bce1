using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Identity.Server.Fetching;
using Identity.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Identity.Server.SpecTests.Fetching;

public sealed class FetcherTests : IDisposable
{
    private readonly FetchingRoom _room = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_fetched_whole_with_its_type()
    {
        await using var origin = Origin.Answering(Origin.Ok("""{"keys":[]}""", "application/json; charset=utf-8"));

        var done = (await _room.GetAsync(origin.Url("/a/b?c=d%20e"))).ShouldBeDone();

        Assert.Equal("""{"keys":[]}""", Encoding.UTF8.GetString(done.Body.Span));
        Assert.Equal(("application/json", null), (done.ContentType, done.FreshFor));
    }

    [Fact]
    public async Task A_request_says_no_more_than_it_must()
    {
        await using var origin = Origin.Answering(Origin.Ok("{}", headers: "Set-Cookie: seen=1\r\n"));

        await _room.GetAsync(origin.Url("/a?b=c"));
        await _room.GetAsync(origin.Url("/a?b=c"));

        string[] lines =
        [
            "GET /a?b=c HTTP/1.1",
            $"Host: 127.0.0.1:{origin.Port}",
            "Accept: application/json",
            "Accept-Encoding: identity",
            "User-Agent: Identity",
        ];
        Assert.Equal(2, origin.Asked.Count);
        Assert.All(origin.Asked, asked => Assert.Equal(lines.Order(), asked.TrimEnd().Split("\r\n").Order()));
    }

    [Fact]
    public async Task A_name_is_asked_under_its_name()
    {
        await using var origin = Origin.Answering(Origin.Ok("{}"));
        _room.Names("client.example", ["127.0.0.1"]);

        (await _room.GetAsync(origin.Url(host: "client.example"))).ShouldBeDone();

        Assert.Contains($"Host: client.example:{origin.Port}", Assert.Single(origin.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_leaves_time_for_the_next()
    {
        await using var origin = Origin.Answering(Origin.Ok("{}"));
        _room.Names("client.example", ["127.9.9.9", "127.0.0.1"]);

        (await _room.GetAsync(origin.Url(host: "client.example"))).ShouldBeDone();
    }

    [Fact]
    public async Task A_form_is_posted_and_a_success_is_enough()
    {
        await using var origin = Origin.Answering("HTTP/1.1 204 No Content\r\n\r\n");
        var form = new Dictionary<string, string> { ["logout_token"] = "a.b.c&d" };

        var done = (
            await _room.Fetcher.PostAsync(origin.Url("/logout"), form, FetchExpectation.Success, Ct)
        ).ShouldBeDone();

        Assert.True(done.Body.IsEmpty);
        var asked = Assert.Single(origin.Asked);
        Assert.StartsWith("POST /logout HTTP/1.1\r\n", asked, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/x-www-form-urlencoded\r\n", asked, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nlogout_token=a.b.c%26d", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_is_posted_for_each_call_and_whoever_posts_can_give_up()
    {
        await using var origin = Origin.Start(asking => asking.StaySilentAsync());
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var posts = Enumerable
            .Range(0, 2)
            .Select(_ => _room.Fetcher.PostAsync(origin.Url(), [], FetchExpectation.Success, caller.Token))
            .ToList();
        await Eventually(() => origin.Asked.Count == 2);
        await caller.CancelAsync();

        foreach (var post in posts)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
    }

    [Theory]
    [InlineData("200 OK")]
    [InlineData("202 Accepted")]
    public async Task The_body_of_a_success_is_not_read_where_nobody_wants_it(string status)
    {
        await using var origin = Origin.Answering($"HTTP/1.1 {status}\r\nContent-Length: 999999999\r\n\r\nand so on");

        (await _room.Fetcher.PostAsync(origin.Url(), [], FetchExpectation.Success, Ct)).ShouldBeDone();
    }

    [Theory]
    [InlineData("201 Created")]
    [InlineData("204 No Content")]
    [InlineData("206 Partial Content")]
    [InlineData("400 Bad Request")]
    [InlineData("401 Unauthorized")]
    [InlineData("404 Not Found")]
    [InlineData("500 Internal Server Error")]
    public async Task A_document_comes_with_200_or_not_at_all(string status)
    {
        await using var origin = Origin.Answering(
            $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nWWW-Authenticate: Basic\r\n\r\n{{}}"
        );

        var refused = (await _room.GetAsync(origin.Url())).ShouldBeRefused(FetchFault.Status);

        Assert.Equal(int.Parse(status[..3], null), refused.Status);
        Assert.Equal(1, origin.Connections);
    }

    [Theory, Spec("RFC 9111 §4.2")]
    [InlineData("Cache-Control: max-age=300", 300)]
    [InlineData("Cache-Control: public, max-age=300\r\nAge: 100", 200)]
    [InlineData("Cache-Control: max-age=300\r\nAge: 1000", 0)]
    [InlineData("Cache-Control: max-age=999999999", 86400)]
    [InlineData("Cache-Control: max-age=0", 0)]
    [InlineData("Cache-Control: no-store, max-age=300", 0)]
    [InlineData("Cache-Control: no-cache", 0)]
    [InlineData("Cache-Control: public", null)]
    [InlineData("Cache-Control: max-age=-5", null)]
    [InlineData("Cache-Control: max-age=soon", null)]
    [InlineData("X-Nothing: here", null)]
    public async Task A_document_is_fresh_for_as_long_as_its_publisher_says_and_a_day_at_most(string header, int? fresh)
    {
        await using var origin = Origin.Answering(Origin.Ok("{}", headers: $"{header}\r\n"));

        var done = (await _room.GetAsync(origin.Url())).ShouldBeDone();

        Assert.Equal(fresh, (int?)done.FreshFor?.TotalSeconds);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/jsonp")]
    [InlineData("")]
    public async Task A_document_of_another_type_is_refused(string type)
    {
        await using var origin = Origin.Answering(Origin.Ok("{}", type));

        (await _room.GetAsync(origin.Url())).ShouldBeRefused(FetchFault.WrongType);
    }

    [Fact]
    public async Task Who_asks_for_the_same_meanwhile_is_answered_by_the_same_fetch()
    {
        var gate = new TaskCompletionSource();
        await using var origin = Origin.Start(async asking =>
        {
            await gate.Task;
            await asking.WriteAsync(Origin.Ok(asking.Path.Contains("other", StringComparison.Ordinal) ? "2" : "1"));
        });
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var first = _room.Fetcher.GetAsync(origin.Url(), FetchingRoom.Json, impatient.Token);
        var others = Enumerable.Range(0, 99).Select(_ => _room.GetAsync(origin.Url())).ToList();
        var different = _room.GetAsync(origin.Url("/other"));
        await Eventually(() => origin.Asked.Count == 2);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.All(
            await Task.WhenAll(others),
            fetched => Assert.Equal("1"u8.ToArray(), fetched.ShouldBeDone().Body.ToArray())
        );
        Assert.Equal("2"u8.ToArray(), (await different).ShouldBeDone().Body.ToArray());
        Assert.Equal(2, origin.Connections);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_said_not_to_be()
    {
        await using var origin = Origin.Answering("");
        var url = origin.Url();
        await origin.DisposeAsync();

        (await _room.GetAsync(url)).ShouldBeRefused(FetchFault.NotReached);
        (await _room.GetAsync("https://nowhere.example/")).ShouldBeRefused(FetchFault.NoSuchHost);
    }

    [Fact]
    [Spec("OpenID Connect Core §16.17"), Spec("RFC 9101 §8"), Spec("OpenID Connect Dynamic Client Registration §9.3")]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))
        );
        await using var app = builder.Build();
        var isAsked = false;
        app.Run(http =>
        {
            isAsked = true;
            return http.Response.WriteAsJsonAsync(new { });
        });
        await app.StartAsync(Ct);

        (await _room.GetAsync(app.Urls.First())).ShouldBeRefused(FetchFault.NotTrusted);

        Assert.False(isAsked);
    }

    [Fact]
    public async Task A_reason_names_the_host_and_nothing_else_of_the_url()
    {
        await using var origin = Origin.Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

        var refused = (await _room.GetAsync(origin.Url("/hunter2?key=hunter2"))).ShouldBeRefused(FetchFault.Status);

        Assert.Contains("127.0.0.1", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _room.Dispose();

    private static async Task Eventually(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(5, Ct);
    }
}
