using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Identity.Server.Hosting;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Mail.Transport;

namespace Identity.Server.Commands.Doctor.Checks;

/// <summary>Speaks the first words of SMTP with the mail server, and sends nothing.</summary>
/// <remarks>RFC 5321 §3.1; STARTTLS, RFC 3207 §4.</remarks>
internal sealed class MailCheck : ICheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => "Mail";

    public async IAsyncEnumerable<Finding> LookAsync(Examination at, [EnumeratorCancellation] CancellationToken ct)
    {
        if (
            Enum.TryParse<MailTransport>(at.Configuration["Mail:Transport"], ignoreCase: true, out var chosen)
            && chosen != MailTransport.Smtp
        )
        {
            yield return Finding.Pass(Name, $"none wanted: Mail:Transport is {chosen}");
            yield break;
        }

        var host = at.Configuration["Mail:Host"];
        if (string.IsNullOrWhiteSpace(host))
        {
            yield return at.IsStrict
                ? Finding.Warn(
                    Name,
                    "No mail server is configured: nobody can verify an address or reset a password by mail.",
                    "Set Mail:Host, Mail:Port, Mail:Security, Mail:User, Mail:Password and Mail:From."
                )
                : Finding.Pass(Name, "none configured: Development keeps letters where they can be read");
            yield break;
        }

        var security = at.Configuration["Mail:Security"] ?? "StartTls";
        var port = int.TryParse(at.Configuration["Mail:Port"], CultureInfo.InvariantCulture, out var set) ? set : 587;
        var finding = Finding.Pass(Name, "");
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(Patience);
        var broken = await Guard.CatchAsync(
            async () => finding = await GreetAsync(host, port, security, bound.Token),
            ct
        );
        yield return broken is null ? finding : Unreachable(broken, $"{host}:{port}");
    }

    private async Task<Finding> GreetAsync(string host, int port, string security, CancellationToken ct)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host, port, ct);
        Stream stream = socket.GetStream();
        var greeting = await SmtpDialogue.ReadAsync(stream, ct);
        if (!greeting.StartsWith("220", StringComparison.Ordinal))
        {
            return Finding.Fail(
                Name,
                $"{host}:{port} greets with {First(greeting)} instead of 220.",
                "Name an SMTP server that takes letters."
            );
        }
        var offers = await SmtpDialogue.AskAsync(stream, "EHLO doctor.invalid", ct);
        if (security != "None")
        {
            if (!offers.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase))
            {
                return Finding.Fail(
                    Name,
                    $"{host}:{port} offers no STARTTLS: password and letters would go in the clear.",
                    "Use the port that does, usually 587."
                );
            }

            var ready = await SmtpDialogue.AskAsync(stream, "STARTTLS", ct);
            if (!ready.StartsWith("220", StringComparison.Ordinal))
                return Finding.Fail(Name, $"{host}:{port} refuses STARTTLS: {First(ready)}", "Ask whoever runs it.");
            stream = await EncryptAsync(stream, host, ct);
            offers = await SmtpDialogue.AskAsync(stream, "EHLO doctor.invalid", ct);
        }
        await SmtpDialogue.AskAsync(stream, "QUIT", ct);
        await stream.DisposeAsync();
        return offers.StartsWith("250", StringComparison.Ordinal)
            ? Finding.Pass(
                Name,
                $"{host}:{port} answers{(security == "None" ? ", unencrypted" : " over TLS with a certificate that holds")}"
            )
            : Finding.Fail(
                Name,
                $"{host}:{port} refuses to talk: {First(offers)}",
                "Ask whoever runs it whether this machine may send."
            );
    }

    private static async Task<Stream> EncryptAsync(Stream plain, string host, CancellationToken ct)
    {
        var encrypted = new SslStream(plain);
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, ct);
        return encrypted;
    }

    private Finding Unreachable(Exception e, string where) =>
        e switch
        {
            OperationCanceledException => Finding.Fail(
                Name,
                $"{where} did not answer within {Patience.TotalSeconds:0} s.",
                "Check Mail:Host and Mail:Port; many networks block port 25, and some hosts every port for mail."
            ),
            AuthenticationException => Finding.Fail(
                Name,
                $"{where}: TLS failed: {e.Message}",
                "Name the host as its certificate does, and trust its authority on this machine."
            ),
            SocketException
            {
                SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData
            } => Finding.Fail(
                Name,
                $"{where}: the name of the host is not known.",
                "Correct Mail:Host, or this machine's DNS."
            ),
            _ => Finding.Fail(
                Name,
                $"{where}: {Faulted.Describe(e)}",
                "Start the mail server, or correct Mail:Host and Mail:Port; letters wait in the outbox meanwhile."
            ),
        };

    private static string First(string answer) => answer.Split('\n')[0].Trim();
}
