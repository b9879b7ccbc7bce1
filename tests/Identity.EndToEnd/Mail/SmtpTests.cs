using System.Globalization;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Mail;

/// <summary>Letters reach a mail server that we did not write, through everything that can go wrong with it.</summary>
public sealed class SmtpTests(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_letter_arrives_whole()
    {
        var (mail, port) = await MailServer.StartAsync();
        await using var _ = mail;
        await using var sender = await StartAsync(port);

        await sender.WriteToAsync("Ann@Example.com");

        var letter = Assert.Single(await mail.LettersAsync(1));
        Assert.Equal("Ann@Example.com", letter.To);
        Assert.Equal(["text/plain", "text/html"], letter.Parts);
        Assert.Equal("Confirm your e-mail address for Żółw & Söhne", letter.Header("subject"));
        Assert.Equal("Żółw & Söhne <identity@acme.example>", letter.Header("from"));
        Assert.Equal("auto-generated", letter.Header("auto-submitted"));
        Assert.Matches("^<[0-9a-f]{32}@acme.example>$", letter.MessageId);
        Assert.NotNull(letter.Header("date"));
        Assert.InRange(letter.LongestLine, 1, 998);
        Assert.Contains("Hello Zoë,", letter.Text, StringComparison.Ordinal);
        var link = letter
            .Text.Split('\n')
            .Select(line => line.Trim())
            .Single(line => line.StartsWith("http", StringComparison.Ordinal));
        Assert.Contains("/verify-email?token=ev_", link, StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}\"", letter.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_is_away_for_an_hour_has_every_letter_once_when_it_is_back()
    {
        await using var mail = await MailServer.PrepareAsync();
        var port = FreePort.Take();
        await using var sender = await StartAsync(port);
        string[] people =
        [
            .. Enumerable.Range(0, 20).Select(i => string.Create(CultureInfo.InvariantCulture, $"p{i}@example.com")),
        ];
        foreach (var email in people[..15])
            await sender.WriteToAsync(email);

        await sender.PassAsync(TimeSpan.FromMinutes(60));
        Assert.Empty(await mail.LettersAsync());
        Assert.All(
            await sender.LettersAsync(),
            letter => Assert.Contains(letter.Status, (string[])["queued", "being tried"])
        );
        Assert.Contains(
            await sender.LettersAsync(),
            letter => letter.LastError!.Contains("refused", StringComparison.OrdinalIgnoreCase)
        );

        await mail.ListenAsync(new JsonObject { ["port"] = port });
        foreach (var email in people[15..])
            await sender.WriteToAsync(email);
        await sender.PassAsync(TimeSpan.FromHours(3));

        var taken = await mail.LettersAsync();
        Assert.Equal(people.Order(), taken.Select(letter => letter.To).Order());
        Assert.Equal(people.Length, taken.Select(letter => letter.MessageId).Distinct().Count());
        Assert.All(await sender.LettersAsync(), letter => Assert.Equal("done", letter.Status));
    }

    [Fact]
    public async Task Who_is_refused_for_good_is_given_up_and_who_is_put_off_is_tried_again()
    {
        var (mail, port) = await MailServer.StartAsync();
        await using var _ = mail;
        await using var sender = await StartAsync(port);
        await mail.BehaveAsync(
            new JsonObject
            {
                ["rcpt"] = new JsonObject
                {
                    ["gone@example.com"] = "550 5.1.1 no such user <gone@example.com>",
                    ["later@example.com"] = "451 4.7.1 greylisted",
                    ["relay@example.com"] = "550 5.7.1 relay access denied",
                },
            }
        );
        foreach (var name in (string[])["gone", "later", "relay", "well"])
            await sender.WriteToAsync($"{name}@example.com");
        await sender.PassAsync(TimeSpan.Zero);

        var letters = (await sender.LettersAsync()).ToDictionary(letter => letter.Recipient.Split('@')[0]);
        Assert.Equal("given up", letters["gone"].Status);
        Assert.Contains("550: ", letters["gone"].LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("gone@", letters["gone"].LastError, StringComparison.Ordinal);
        Assert.Equal("being tried", letters["later"].Status);
        Assert.Contains("451: ", letters["later"].LastError, StringComparison.Ordinal);
        Assert.Equal("being tried", letters["relay"].Status);
        Assert.Equal("done", letters["well"].Status);

        await mail.BehaveAsync();
        await sender.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(
            ["later@example.com", "relay@example.com", "well@example.com"],
            (await mail.LettersAsync()).Select(letter => letter.To).Order()
        );
        Assert.Equal(
            "given up",
            (await sender.LettersAsync()).Single(letter => letter.Recipient == "gone@example.com").Status
        );
    }

    [Theory]
    [InlineData("greeting")]
    [InlineData("data")]
    public async Task A_mail_server_that_hangs_is_left_and_tried_again(string point)
    {
        var (mail, port) = await MailServer.StartAsync();
        await using var _ = mail;
        await using var sender = await StartAsync(port);
        await mail.BehaveAsync(new JsonObject { ["hang"] = point });
        await sender.WriteToAsync("ann@example.com");

        await sender.PassAsync(TimeSpan.Zero);

        var letter = Assert.Single(await sender.LettersAsync());
        Assert.Equal("The mail server took longer than 00:00:02 (Mail:Timeout).", letter.LastError);
        await mail.BehaveAsync();
        await sender.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Single(await mail.LettersAsync());
    }

    [Fact]
    public async Task A_letter_whose_acknowledgement_was_lost_comes_again_as_the_same()
    {
        var (mail, port) = await MailServer.StartAsync();
        await using var _ = mail;
        await using var sender = await StartAsync(port);
        await mail.BehaveAsync(new JsonObject { ["hang"] = "acknowledgement" });
        await sender.WriteToAsync("ann@example.com");
        await sender.PassAsync(TimeSpan.Zero);
        await mail.BehaveAsync();

        await sender.PassAsync(TimeSpan.FromMinutes(1));

        var letters = await mail.LettersAsync();
        Assert.Equal(2, letters.Count);
        Assert.Equal(letters[0].MessageId, letters[1].MessageId);
        Assert.Equal(letters[0].Text, letters[1].Text);
    }

    [Fact]
    public async Task Addresses_beyond_ascii_are_delivered_where_the_mail_server_takes_them()
    {
        var (mail, port) = await MailServer.StartAsync();
        await using var _ = mail;
        await using var sender = await StartAsync(port);

        await sender.WriteToAsync("zażółć@example.com");
        await sender.WriteToAsync("ann@żółw.example");

        Assert.Equal(
            ["ann@xn--w-uga1v8h.example", "zażółć@example.com"],
            (await mail.LettersAsync(2)).Select(letter => letter.To).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Addresses_beyond_ascii_are_given_up_where_it_does_not()
    {
        var (mail, port) = await MailServer.StartAsync(new JsonObject { ["utf8"] = false });
        await using var _ = mail;
        await using var sender = await StartAsync(port);

        await sender.WriteToAsync("zażółć@example.com");
        await sender.PassAsync(TimeSpan.Zero);

        var letter = Assert.Single(await sender.LettersAsync());
        Assert.Equal("given up", letter.Status);
        Assert.Contains("SMTPUTF8", letter.LastError, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync() => _database = await databases.CreateAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private Task<Sender> StartAsync(int port) => Sender.StartAsync(_database!.ConnectionString, port);
}
