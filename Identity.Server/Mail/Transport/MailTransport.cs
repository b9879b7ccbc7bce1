using Microsoft.Extensions.Options;

namespace Identity.Server.Mail.Transport;

/// <summary>The ways out of the server.</summary>
internal enum MailTransport
{
    /// <summary>To the mail server of the settings.</summary>
    Smtp,

    /// <summary>Into memory, for the developer and for tests.</summary>
    Mailbox,

    /// <summary>Nowhere: a server whose people need no letters.</summary>
    None,
}

/// <summary>Chooses the way, and has the start fail where there is none: a server that swallows letters is noticed too late.</summary>
internal sealed class MailTransportChoice(IHostEnvironment environment) : IValidateOptions<MailOptions>
{
    /// <returns>Null where the settings do not say.</returns>
    public static MailTransport? Of(MailOptions options, bool isDevelopment) =>
        options switch
        {
            { Transport: { } chosen } => chosen,
            { Host: { Length: > 0 } } => MailTransport.Smtp,
            _ when isDevelopment => MailTransport.Mailbox,
            _ => null,
        };

    public ValidateOptionsResult Validate(string? name, MailOptions options) =>
        Of(options, environment.IsDevelopment()) switch
        {
            null => ValidateOptionsResult.Fail(
                "There is no mail server. Set Mail:Host and Mail:From, or Mail:Transport=None for a server that sends no letters."
            ),
            MailTransport.Smtp when string.IsNullOrEmpty(options.Host) => ValidateOptionsResult.Fail(
                "Mail:Transport=Smtp needs Mail:Host."
            ),
            MailTransport.Smtp when string.IsNullOrEmpty(options.From) => ValidateOptionsResult.Fail(
                "Mail:Host needs Mail:From, the address that letters come from."
            ),
            _ => ValidateOptionsResult.Success,
        };
}
