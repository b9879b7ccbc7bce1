using Identity.Server.Clients;
using Identity.Server.Fetching;

namespace Identity.Server.Tokens.Logout;

/// <summary>How telling a client of a logout went.</summary>
internal abstract record Hearing(string Why)
{
    /// <summary>The client has heard.</summary>
    public sealed record Done() : Hearing("");

    /// <summary>The client will not hear of it, however often it is told.</summary>
    public sealed record Refused(string Why) : Hearing(Why);

    /// <summary>Not now.</summary>
    public sealed record Postponed(string Reason) : Hearing(Reason);
}

/// <summary>Takes a logout token to where its client listens.</summary>
/// <remarks>OpenID Connect Back-Channel Logout §2.5.</remarks>
internal sealed class LogoutMessage(ClientCatalog clients, LogoutTokenWriter tokens, Fetcher fetcher)
{
    private const string Token = "logout_token";
    private const int BadRequest = 400;

    public async Task<Hearing> SendAsync(LogoutNotice notice, CancellationToken ct)
    {
        if (clients.Find(notice.ClientId) is not { Metadata.BackchannelLogoutUri: { } uri } client)
            return new Hearing.Refused("The client wants to hear nothing any more.");
        var form = new[] { KeyValuePair.Create(Token, tokens.Write(notice, client)) };
        return await fetcher.PostAsync(uri, form, FetchExpectation.Success, ct) switch
        {
            // OpenID Connect Back-Channel Logout §2.8: 200, and frameworks that answer 204 when there is no more to say.
            Fetched.Done => new Hearing.Done(),
            // The same section: the request was understood, and the token is not taken or the logout has failed for good.
            Fetched.Refused { Status: BadRequest } refused => new Hearing.Refused(refused.Reason),
            Fetched.Refused { Fault: FetchFault.BadUrl } refused => new Hearing.Refused(refused.Reason),
            Fetched.Refused refused => new Hearing.Postponed(refused.Reason),
            var unknown => throw new InvalidOperationException($"{unknown.GetType()}"),
        };
    }
}
