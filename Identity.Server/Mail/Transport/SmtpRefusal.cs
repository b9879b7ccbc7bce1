using System.Globalization;
using System.Net.Mail;
using System.Text.RegularExpressions;

namespace Identity.Server.Mail.Transport;

/// <summary>Tells what a mail server will never take from what it does not take now, and from a server that takes nothing.</summary>
/// <remarks>
/// RFC 5321 §4.2.1: 4yz passes, 5yz does not. But a 5yz that is about us, our password or our standing, passes when
/// the operator mends it: only a refusal of this very recipient is the last word.
/// </remarks>
internal static partial class SmtpRefusal
{
    private const int Longest = 300;

    public static Handover Of(SmtpException e, MailAddress to)
    {
        var code = (int)e.StatusCode;
        return e switch
        {
            { InnerException: null } when code < 0 && e.Message.Contains(to.Address, StringComparison.Ordinal) =>
                new Handover.Refused("The mail server takes only addresses in ASCII (it has no SMTPUTF8)."),
            SmtpFailedRecipientException when IsFinal(code, e.Message) => new Handover.Refused(Say(e)),
            // One mailbox is full, is greylisted, or does not like this letter: the next letter may pass.
            _ when code is 421 or 454 or 530 or 534 or 535 or 538 || code < 400 => new Handover.Away(Say(e)),
            _ => new Handover.Postponed(Say(e)),
        };
    }

    /// <remarks>RFC 3463 §3.8: 5.7 is about security and policy, such as a relay that does not know us.</remarks>
    private static bool IsFinal(int code, string message) =>
        code is >= 550 and <= 556 && !message.Contains(" 5.7.", StringComparison.Ordinal);

    /// <summary>The answer for the log and for the operator: without links and addresses, in case it quotes the letter.</summary>
    public static string Say(SmtpException e)
    {
        var cause = e.GetBaseException();
        var text = cause == e ? e.Message : $"{e.Message} {cause.Message}";
        var code = (int)e.StatusCode;
        var line = Link().Replace(text.ReplaceLineEndings(" "), "(a link)");
        line = Address().Replace(line, "(an address)");
        if (code > 0)
            line = string.Create(CultureInfo.InvariantCulture, $"{code}: {line}");
        return line.Length > Longest ? line[..Longest] : line;
    }

    [GeneratedRegex(@"https?:\S*|\S*token=\S*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\S+@\S+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Address();
}
