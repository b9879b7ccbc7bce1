using Identity.Server.Mail;
using Identity.Server.Roles;

namespace Identity.Server.Commands;

/// <summary>Tells whoever starts a server that nobody owns how to become its owner.</summary>
/// <remarks>The log is theirs; the link in it is good once and for a day, and a later start makes it worthless.</remarks>
internal sealed partial class FirstOwner(SetUpLinks setUp, PublicLinks links, ILogger<FirstOwner> logger)
{
    public async Task InviteAsync(CancellationToken ct)
    {
        if (await setUp.ReplaceAsync(ct) is { } handle)
            Invited(links.ToSetUp(handle));
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Nobody who can sign in owns this server. Whoever opens this link within 24 hours becomes its owner: {Link}"
    )]
    private partial void Invited(string link);
}
