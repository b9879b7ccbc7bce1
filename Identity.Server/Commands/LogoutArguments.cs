using System.CommandLine;
using Identity.Server.Clients.Metadata;

namespace Identity.Server.Commands;

/// <summary>The part of `clients create` that is about signing out.</summary>
internal sealed class LogoutArguments
{
    private readonly Option<string[]> _after = new("--post-logout-redirect-uri")
    {
        Description = "Where browsers may be led after signing out; repeatable.",
    };
    private readonly Option<string?> _back = new("--backchannel-logout-uri")
    {
        Description = "Where the server tells it that a session has ended.",
    };
    private readonly Option<string?> _front = new("--frontchannel-logout-uri")
    {
        Description = "What a browser loads that signs out; of the scheme, host and port of a redirect URI.",
    };

    public IEnumerable<Option> Options => [_after, _back, _front];

    /// <remarks>Sessions are always named: a client that holds several of one person's would have to end them all.</remarks>
    public ClientMetadata AddTo(ClientMetadata metadata, ParseResult arguments)
    {
        var (back, front) = (arguments.GetValue(_back), arguments.GetValue(_front));
        return metadata with
        {
            PostLogoutRedirectUris = arguments.GetValue(_after) is { Length: > 0 } uris ? uris : null,
            BackchannelLogoutUri = back,
            BackchannelLogoutSessionRequired = back is null ? null : true,
            FrontchannelLogoutUri = front,
            FrontchannelLogoutSessionRequired = front is null ? null : true,
        };
    }
}
