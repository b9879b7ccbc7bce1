using System.Net.Mail;
using Identity.Server.Mail.Rendering;
using Identity.Server.Mail.Transport;
using Microsoft.Extensions.Options;

namespace Identity.Server.Mail.Delivery;

/// <summary>Has a letter that is due written, rendered and handed over.</summary>
internal sealed class LetterDesk(
    IEnumerable<ILetterWriter> writers,
    LetterRenderer renderer,
    IMailTransport transport,
    IOptions<MailOptions> options
)
{
    private readonly Dictionary<string, ILetterWriter> _writers = writers.ToDictionary(
        writer => writer.Kind,
        StringComparer.Ordinal
    );
    private readonly string _domain = MailAddress.TryCreate(options.Value.From, out var from) ? from.Host : "localhost";

    public async Task<Handover> SendAsync(QueuedLetter letter, CancellationToken ct)
    {
        // A newer node may have put it there: it is tried again, and by then there may be somebody who can write it.
        if (!_writers.TryGetValue(letter.Kind, out var writer))
            return new Handover.Postponed($"There is no writer of letters of the kind '{letter.Kind}'.");
        if (await writer.WriteAsync(letter, ct) is not { } written)
            return new Handover.Done();
        var rendered = await renderer.RenderAsync(written);
        return await transport.SendAsync(
            new OutgoingLetter(
                letter.Id,
                MessageIdOf(letter.Id, _domain),
                letter.Kind,
                written.To,
                rendered.Subject,
                rendered.Html,
                rendered.Text
            ),
            ct
        );
    }

    /// <remarks>RFC 5322 §3.6.4.</remarks>
    public static string MessageIdOf(Guid id, string domain) => $"<{id:N}@{domain}>";
}
