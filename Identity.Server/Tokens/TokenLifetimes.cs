using Identity.Server.Clients;
using Identity.Server.Resources;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tokens;

/// <summary>How long each thing lives, once the server, the API and the client have all had their say.</summary>
internal sealed class TokenLifetimes(IOptions<TokenOptions> options, ApiCatalog apis)
{
    /// <summary>No access token lives longer, whatever any setting says.</summary>
    public static readonly TimeSpan Longest = NewApi.LongestLifetime;

    private readonly TokenOptions _options = options.Value;

    public TimeSpan IdToken => _options.IdTokenLifetime;

    public TimeSpan AuthorizationCode => _options.AuthorizationCodeLifetime;

    public TimeSpan RefreshGrace => _options.RefreshGrace;

    /// <summary>After this long, no access token that exists now is still alive.</summary>
    public TimeSpan LongestAccessToken =>
        apis.Snapshot.LongestLifetime is { } longest && longest > _options.AccessTokenLifetime
            ? longest
            : _options.AccessTokenLifetime;

    /// <summary>The API's lifetime, or the server's; a client may have less, never more.</summary>
    public TimeSpan AccessToken(Client client, Api? api)
    {
        var lifetime = api?.AccessTokenLifetime ?? _options.AccessTokenLifetime;
        return client.Lifetimes.AccessToken is { } less && less < lifetime ? less : lifetime;
    }

    public TimeSpan RefreshToken(Client client) => client.Lifetimes.RefreshToken ?? _options.RefreshTokenLifetime;

    public TimeSpan RefreshTokenIdle(Client client) =>
        client.Lifetimes.RefreshTokenIdle ?? _options.RefreshTokenIdleLifetime;
}
