using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;

namespace Identity.Server.Mail.Transport;

/// <summary>Hands letters to a mail server, over a connection of their own each.</summary>
/// <remarks>Certificates are verified as the machine verifies them, RFC 3207 §4.1; there is no setting that trusts more.</remarks>
internal sealed class SmtpTransport(IOptions<MailOptions> options, IOptions<BrandOptions> brand) : IMailTransport
{
    private readonly MailOptions _options = options.Value;

    public async Task<Handover> SendAsync(OutgoingLetter letter, CancellationToken ct)
    {
        if (!MailAddress.TryCreate(letter.To, out var to))
            return new Handover.Refused("The address of the recipient cannot be written in a letter.");
        using var message = Compose(letter, to);
        using var client = Client(to);
        try
        {
            // The client's own timeout is for another way of sending, and at some points it does not hear of a
            // cancellation; disposing of it ends its connection in any case.
            await client.SendMailAsync(message, CancellationToken.None).WaitAsync(_options.Timeout, ct);
            return new Handover.Done();
        }
        catch (TimeoutException)
        {
            return new Handover.Away($"The mail server took longer than {_options.Timeout} (Mail:Timeout).");
        }
        catch (SmtpException e)
        {
            return SmtpRefusal.Of(e, to);
        }
    }

    private MailMessage Compose(OutgoingLetter letter, MailAddress to)
    {
        var from = new MailAddress(_options.From!, _options.FromName ?? brand.Value.ProductName, Encoding.UTF8);
        var message = new MailMessage(from, to)
        {
            Subject = letter.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = letter.Text,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
            Headers =
            {
                ["Message-ID"] = letter.MessageId,
                // RFC 3834 §5: no holiday notice answers it.
                ["Auto-Submitted"] = "auto-generated",
                ["X-Auto-Response-Suppress"] = "All",
            },
        };
        var html = AlternateView.CreateAlternateViewFromString(letter.Html, Encoding.UTF8, MediaTypeNames.Text.Html);
        html.TransferEncoding = TransferEncoding.QuotedPrintable;
        message.AlternateViews.Add(html);
        return message;
    }

    private SmtpClient Client(MailAddress to) =>
        new(_options.Host!, _options.Port)
        {
            EnableSsl = _options.Security == MailSecurity.StartTls,
            UseDefaultCredentials = false,
            Credentials = _options.User is { Length: > 0 } user ? new NetworkCredential(user, _options.Password) : null,
            // RFC 6531 §3.1, only for whom nothing else reaches: other letters stay such as every relay understands.
            DeliveryFormat = Ascii.IsValid(to.User) ? SmtpDeliveryFormat.SevenBit : SmtpDeliveryFormat.International,
        };
}
