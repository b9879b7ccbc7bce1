using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using Identity.Server.Fetching;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Whoever may register a URL tries to send the server where he cannot go himself, or to keep it there.</summary>
public sealed class ServerSideRequestForgery(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("https://localhost:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://0:{0}/")]
    [InlineData("https://0.0.0.0:{0}/")]
    [InlineData("https://[::]:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("https://[64:ff9b::127.0.0.1]:{0}/")]
    [InlineData("https://[2002:7f00:1::]:{0}/")]
    [InlineData("https://client.example@127.0.0.1:{0}/")]
    [InlineData("https://127.0.0.1:{0}\\@client.example/")]
    [InlineData("https://internal.example:{0}/")]
    public async Task Nothing_of_this_machine_is_asked(string url)
    {
        await using var secret = Origin.Answering(Origin.Ok("\"secret\""));
        using var room = new FetchingRoom(allowsLoopback: false);
        room.Names("internal.example", ["127.0.0.1"]);
        room.Names("localhost", ["127.0.0.1", "::1"]);

        var fetched = await room.GetAsync(string.Format(null, url, secret.Port));

        Assert.Contains(
            Assert.IsType<Fetched.Refused>(fetched).Fault,
            new[] { FetchFault.BadUrl, FetchFault.ForbiddenAddress }
        );
        Assert.Equal(0, secret.Connections);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/keys")]
    [InlineData("https://127.0.0.1:{0}/keys")]
    [InlineData("https://localhost:{0}/keys")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/keys")]
    public async Task A_client_cannot_have_its_keys_fetched_from_this_machine(string url)
    {
        await using var secret = Origin.Answering(Origin.Ok("""{"keys":[]}"""));
        var signer = await Signer.WithKeyAsync(
            host.Server,
            with: metadata => metadata with { Jwks = null, JwksUri = string.Format(null, url, secret.Port) }
        );

        var refused = await signer.TokenAsync();

        refused.ShouldRefuse("invalid_client", 401);
        Assert.Equal("Client authentication failed.", refused["error_description"]);
        Assert.Equal(0, secret.Connections);
    }

    [Theory, Spec("RFC 9110 §15.4")]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_leads_nowhere(int status)
    {
        await using var secret = Origin.Answering(Origin.Ok("\"secret\""));
        await using var origin = Origin.Answering(
            $"HTTP/1.1 {status} Over there\r\nLocation: {secret.Url()}\r\nContent-Length: 0\r\n\r\n"
        );
        using var room = new FetchingRoom();

        (await room.GetAsync(origin.Url())).ShouldBeRefused(FetchFault.Redirected);
        var posted = await room.Fetcher.PostAsync(origin.Url(), [], FetchExpectation.Success, Ct);
        posted.ShouldBeRefused(FetchFault.Redirected);

        Assert.Equal(0, secret.Connections);
    }

    /// <summary>The name means a good host while it is checked, and a secret one when it is connected to.</summary>
    [Fact]
    public async Task A_name_that_changes_its_mind_is_asked_where_it_was_checked()
    {
        await using var secret = Origin.Start(
            asking => asking.WriteAsync(Origin.Ok("\"secret\"")),
            IPAddress.Parse("127.0.0.2")
        );
        await using var good = Origin.Start(asking => asking.WriteAsync(Origin.Ok("\"good\"")), port: secret.Port);
        using var room = new FetchingRoom();
        room.Names("rebind.example", ["127.0.0.1"], ["127.0.0.2"]);

        var done = (await room.GetAsync(good.Url(host: "rebind.example"))).ShouldBeDone();

        Assert.Equal("\"good\"", Encoding.UTF8.GetString(done.Body.Span));
        Assert.Equal("rebind.example", Assert.Single(room.LookedUp));
        Assert.Equal(0, secret.Connections);
    }

    /// <summary>It was good once, and no connection of that time is used again.</summary>
    [Fact]
    public async Task A_name_that_has_gone_bad_since_is_refused()
    {
        await using var origin = Origin.Answering(Origin.Ok("{}", headers: "Connection: keep-alive\r\n"));
        using var room = new FetchingRoom();
        room.Names("rebind.example", ["127.0.0.1"], ["169.254.169.254"]);

        (await room.GetAsync(origin.Url(host: "rebind.example"))).ShouldBeDone();
        (await room.GetAsync(origin.Url(host: "rebind.example"))).ShouldBeRefused(FetchFault.ForbiddenAddress);

        Assert.Equal(1, origin.Connections);
    }

    [Fact]
    public async Task A_bad_address_behind_a_good_one_is_refused_unasked()
    {
        await using var origin = Origin.Answering(Origin.Ok("{}"));
        using var room = new FetchingRoom();
        room.Names("both.example", ["127.0.0.1", "10.0.0.1"]);

        (await room.GetAsync(origin.Url(host: "both.example"))).ShouldBeRefused(FetchFault.ForbiddenAddress);

        Assert.Equal(0, origin.Connections);
    }

    [Fact]
    public async Task A_document_that_says_it_is_large_is_not_read()
    {
        await using var origin = Origin.Answering(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\r\n"
        );

        await RefusedAsync(origin, FetchFault.TooLarge);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n", "1000\r\n", "\r\n")]
    [InlineData("", "", "")]
    public async Task A_document_without_an_end_is_cut_off(string header, string before, string after)
    {
        var sent = 0L;
        await using var origin = Origin.Start(async asking =>
        {
            await asking.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{header}\r\n");
            while (true)
            {
                await asking.WriteAsync($"{before}{new string(' ', 4096)}{after}");
                sent += 4096;
            }
        });

        await RefusedAsync(origin, FetchFault.TooLarge);

        Assert.InRange(sent, FetchExpectation.UsualBody, 64L << 20);
    }

    [Fact]
    public async Task The_largest_document_is_read_and_one_byte_more_is_not()
    {
        await using var origin = Origin.Start(asking =>
            asking.WriteAsync(Origin.Ok(new string(' ', asking.Path == "/more" ? 101 : 100)))
        );
        using var room = new FetchingRoom();
        var small = new FetchExpectation(100, "application/json");

        Assert.Equal(100, (await room.GetAsync(origin.Url("/most"), small)).ShouldBeDone().Body.Length);
        (await room.GetAsync(origin.Url("/more"), small)).ShouldBeRefused(FetchFault.TooLarge);
    }

    [Fact]
    public async Task A_small_document_that_unpacks_to_a_large_one_is_not_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[50 << 20], Ct);
        var body = Encoding.Latin1.GetString(packed.ToArray());
        await using var origin = Origin.Answering(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );

        await RefusedAsync(origin, FetchFault.WrongType);
    }

    [Theory]
    [InlineData("X-Long: {0}\r\n", 40_000, 1)]
    [InlineData("X-Many: {0}\r\n", 10, 5_000)]
    public async Task Headers_without_an_end_are_cut_off(string header, int length, int times)
    {
        await using var origin = Origin.Start(async asking =>
        {
            await asking.WriteAsync("HTTP/1.1 200 OK\r\n");
            for (var i = 0; i < times; i++)
                await asking.WriteAsync(string.Format(null, header, new string('x', length)));
            await asking.StaySilentAsync();
        });

        await RefusedAsync(origin, FetchFault.TooLarge);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("slow head")]
    [InlineData("slow body")]
    [InlineData("interim answers")]
    public async Task A_host_that_takes_its_time_is_left(string manner)
    {
        await using var origin = Origin.Start(async asking =>
        {
            const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
            var (first, again) = manner switch
            {
                "slow head" => ($"{Head}X-Slow: ", "x"),
                "slow body" => ($"{Head}Content-Length: 9999\r\n\r\n", "x"),
                "interim answers" => ("", "HTTP/1.1 103 Early Hints\r\n\r\n"),
                _ => ("", ""),
            };
            await asking.WriteAsync(first);
            while (true)
            {
                await asking.WriteAsync(again);
                await Task.Delay(10, asking.Closing);
            }
        });
        using var room = new FetchingRoom(timeout: "00:00:00.4");
        var started = Stopwatch.GetTimestamp();

        (await room.GetAsync(origin.Url())).ShouldBeRefused(FetchFault.TooSlow);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.35), Patience);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n")]
    [InlineData("+OK\r\n-ERR\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task What_is_not_http_is_nothing(string answer)
    {
        await using var origin = Origin.Answering(answer);

        await RefusedAsync(origin, FetchFault.Broken);
    }

    [Fact]
    public async Task A_slow_host_keeps_its_own_places_and_no_others()
    {
        await using var slow = Origin.Start(asking => asking.StaySilentAsync());
        await using var quick = Origin.Answering(Origin.Ok("{}"));
        using var room = new FetchingRoom(timeout: "00:00:01.5");
        room.Names("quick.example", ["127.0.0.1"]);

        var fetches = Enumerable.Range(0, 100).Select(i => room.GetAsync(slow.Url($"/{i}"))).ToList();
        (await room.GetAsync(quick.Url(host: "quick.example"))).ShouldBeDone();

        var faults = (await Task.WhenAll(fetches)).Select(fetched => Assert.IsType<Fetched.Refused>(fetched).Fault);
        Assert.Equal(FetchGate.MaximumPerHost, faults.Count(fault => fault == FetchFault.TooSlow));
        Assert.Equal(100 - FetchGate.MaximumPerHost, faults.Count(fault => fault == FetchFault.Busy));
        (await room.GetAsync(quick.Url())).ShouldBeDone();
    }

    [Fact]
    public async Task Many_slow_hosts_keep_so_many_places_and_give_them_back()
    {
        await using var slow = Origin.Start(asking => asking.StaySilentAsync());
        await using var quick = Origin.Answering(Origin.Ok("{}"));
        using var room = new FetchingRoom(timeout: "00:00:01.5");
        for (var i = 0; i < 100; i++)
            room.Names($"host{i}.example", ["127.0.0.1"]);

        var fetches = Enumerable.Range(0, 100).Select(i => room.GetAsync(slow.Url(host: $"host{i}.example"))).ToList();
        (await room.GetAsync(quick.Url())).ShouldBeRefused(FetchFault.Busy);

        var faults = (await Task.WhenAll(fetches)).Select(fetched => Assert.IsType<Fetched.Refused>(fetched).Fault);
        Assert.Equal(FetchGate.MaximumInAll, faults.Count(fault => fault == FetchFault.TooSlow));
        Assert.InRange(slow.Connections, 1, FetchGate.MaximumInAll);
        (await room.GetAsync(quick.Url())).ShouldBeDone();
    }

    private static async Task RefusedAsync(Origin origin, FetchFault fault)
    {
        using var room = new FetchingRoom();
        var started = Stopwatch.GetTimestamp();

        (await room.GetAsync(origin.Url())).ShouldBeRefused(fault);

        Assert.True(Stopwatch.GetElapsedTime(started) < Patience);
    }
}
