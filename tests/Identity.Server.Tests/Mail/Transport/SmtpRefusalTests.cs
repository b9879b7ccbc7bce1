using System.Net.Mail;
using Identity.Server.Mail.Transport;

namespace Identity.Server.Tests.Mail.Transport;

public sealed class SmtpRefusalTests
{
    private static readonly MailAddress To = new("ann@example.com");

    [Theory]
    [InlineData(550, "5.1.1 no such user")]
    [InlineData(551, "not here")]
    [InlineData(552, "5.2.2 over quota")]
    [InlineData(553, "mailbox name not allowed")]
    public void A_recipient_who_is_refused_for_good_is_refused(int code, string text) =>
        Assert.IsType<Handover.Refused>(SmtpRefusal.Of(OfRecipient(code, text), To));

    [Theory]
    [InlineData(450, "4.2.0 greylisted")]
    [InlineData(451, "later")]
    [InlineData(452, "full")]
    [InlineData(550, "5.7.1 relay access denied")]
    [InlineData(554, "5.7.1 we do not know you")]
    public void A_recipient_who_may_be_taken_later_is_tried_again(int code, string text) =>
        Assert.IsType<Handover.Postponed>(SmtpRefusal.Of(OfRecipient(code, text), To));

    [Theory]
    [InlineData(451, "later")]
    [InlineData(550, "5.7.1 sender denied")]
    [InlineData(552, "too large")]
    [InlineData(554, "we take you for spam")]
    public void What_is_not_about_the_recipient_is_tried_again(int code, string text) =>
        Assert.IsType<Handover.Postponed>(SmtpRefusal.Of(new SmtpException((SmtpStatusCode)code, text), To));

    [Theory]
    [InlineData(421, "shutting down")]
    [InlineData(454, "TLS not available")]
    [InlineData(530, "authentication required")]
    [InlineData(535, "wrong password")]
    [InlineData(-1, "Server does not support secure connections.")]
    [InlineData(-1, "Failure sending mail.")]
    public void A_server_that_takes_nothing_of_ours_is_away(int code, string text) =>
        Assert.IsType<Handover.Away>(SmtpRefusal.Of(new SmtpException((SmtpStatusCode)code, text), To));

    [Fact]
    public void The_cause_beneath_is_said()
    {
        var fault = new SmtpException("Failure sending mail.", new IOException("x", new TimeoutException("no answer")));

        Assert.Equal("Failure sending mail. no answer", SmtpRefusal.Say(fault));
    }

    [Fact]
    public void Neither_links_nor_addresses_are_said_and_it_is_one_line()
    {
        var answer =
            "<ann@example.com>: see https://id.example/x?token=secret or token=secret\r\nBcc: all "
            + new string('x', 500);

        var said = SmtpRefusal.Say(new SmtpException(SmtpStatusCode.TransactionFailed, answer));

        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
        Assert.DoesNotContain("ann", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
        Assert.StartsWith("554: ", said, StringComparison.Ordinal);
        Assert.InRange(said.Length, 10, 500);
    }

    // As the client makes it: the server's words are all but the code.
    private static SmtpFailedRecipientException OfRecipient(int code, string text) =>
        new((SmtpStatusCode)code, "ann@example.com", text);
}
