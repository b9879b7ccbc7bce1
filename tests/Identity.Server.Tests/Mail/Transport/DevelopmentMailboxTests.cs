using System.Globalization;
using Identity.Server.Mail.Transport;
using Identity.Tests;

namespace Identity.Server.Tests.Mail.Transport;

public sealed class DevelopmentMailboxTests
{
    private static readonly ManualClock Clock = new();
    private readonly DevelopmentMailbox _mailbox = new(Clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void It_keeps_the_last_two_hundred_newest_first()
    {
        for (var i = 0; i < 250; i++)
            _mailbox.Add(Letter(i.ToString(CultureInfo.InvariantCulture)));

        Assert.Equal(200, _mailbox.Letters.Count);
        Assert.Equal("249", _mailbox.Letters[0].Subject);
        Assert.Equal("50", _mailbox.Letters[^1].Subject);
    }

    [Fact]
    public async Task Who_waits_for_a_letter_has_it_when_it_comes()
    {
        var waiting = _mailbox.WaitAsync(letter => letter.Subject == "yours", Ct);
        _mailbox.Add(Letter("another's"));
        Assert.False(waiting.IsCompleted);

        _mailbox.Add(Letter("yours"));

        Assert.Equal("yours", (await waiting).Subject);
    }

    [Fact]
    public async Task Who_comes_late_has_it_at_once()
    {
        _mailbox.Add(Letter("yours"));

        Assert.Equal("yours", (await _mailbox.WaitAsync(letter => letter.Subject == "yours", Ct)).Subject);
    }

    [Fact]
    public void The_link_is_found_and_does_not_print()
    {
        var letter = Letter("a") with { Text = "Hello,\n\nhttps://id.example/x?token=secret\n\nBye" };

        Assert.Equal("https://id.example/x?token=secret", letter.Link);
        Assert.DoesNotContain("secret", letter.ToString(), StringComparison.Ordinal);
    }

    private static KeptLetter Letter(string subject) =>
        new(Guid.CreateVersion7(Clock.Now), "verify_email", "ann@example.com", subject, "", "", Clock.Now);
}
