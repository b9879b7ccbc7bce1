using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Mail;
using Identity.Server.Mail.Transport;
using Microsoft.Extensions.Options;

namespace Identity.Server.Mail;

/// <summary>How letters leave the server.</summary>
internal sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    /// <summary>Which way they go. Where nothing is said: by SMTP once there is a host, into the mailbox in Development; elsewhere the start fails.</summary>
    public MailTransport? Transport { get; init; }

    /// <summary>The mail server that takes our letters. Absent in Development: letters are kept at `/dev/mail`.</summary>
    public string? Host { get; init; }

    /// <summary>Its port; submission is 587 (RFC 6409 §3.1).</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    /// <summary>Whether the connection must be encrypted before anything is said. It is never tried without.</summary>
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    /// <summary>For mail servers that ask for it, with the password or not at all; with `Security=None` only to this machine.</summary>
    public string? User { get; init; }

    /// <summary>The password of that user.</summary>
    public string? Password { get; init; }

    /// <summary>The address that letters come from; needed wherever there is a host.</summary>
    public string? From { get; init; }

    /// <summary>The name beside it; the product's where nothing is said.</summary>
    [StringLength(100)]
    public string? FromName { get; init; }

    /// <summary>How long one letter may take to be handed over, from the connection to the acknowledgement.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    private bool IsThisMachine =>
        Host is "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host is { Length: > 0 } && Uri.CheckHostName(Host) == UriHostNameType.Unknown)
            yield return new ValidationResult("Mail:Host must be the name or the address of a mail server.");
        if (From is { Length: > 0 } && !MailAddress.TryCreate(From, out _))
            yield return new ValidationResult("Mail:From must be an e-mail address.");
        if (User is { Length: > 0 } && Security == MailSecurity.None && !IsThisMachine)
        {
            yield return new ValidationResult(
                "Mail:User needs Mail:Security=StartTls: a password is not sent for everybody on the way to read."
            );
        }
        if (User is { Length: > 0 } != Password is { Length: > 0 })
            yield return new ValidationResult("Mail:User and Mail:Password belong together: set both or neither.");
    }
}

[OptionsValidator]
internal sealed partial class MailOptionsValidator : IValidateOptions<MailOptions>;

/// <summary>Whether what goes to the mail server can be read on the way.</summary>
internal enum MailSecurity
{
    /// <summary>RFC 3207: encrypted and the certificate verified, or not sent.</summary>
    StartTls,

    /// <summary>In the clear: for a relay on the same machine or network.</summary>
    None,
}
