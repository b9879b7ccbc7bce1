using System.Diagnostics;
using System.Text;
using Identity.Server.Clients;
using Identity.Server.Fetching;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.RequestObjects;

/// <summary>Fetches request objects from where their clients have registered that they keep them, and from nowhere else.</summary>
/// <remarks>
/// OpenID Connect Core §6.2; RFC 9101 §10.4. Nothing is kept: the fragment that would say whether a copy is still good costs a
/// client more than the fetch costs us.
/// </remarks>
internal sealed class RequestUris(Fetcher fetcher)
{
    // RFC 9101 §5.2.3 names the first; hosts of plain files know the others.
    private static readonly FetchExpectation Expected = new(
        RequestObjectVerifier.Longest,
        "application/oauth-authz-req+jwt",
        "application/jwt",
        "application/jose",
        "text/plain"
    );

    public async ValueTask<Outcome<string>> FetchAsync(string requestUri, Client client, CancellationToken ct)
    {
        var uri = WithoutFragment(requestUri);
        // RFC 9101 §10.4.1: whoever comes may name any address, and we go to those alone that the client has registered.
        if (client.Metadata.RequestUris?.Any(registered => WithoutFragment(registered) == uri) != true)
            return ProtocolError.InvalidRequestUri("request_uri is not one that the client has registered.");
        return await fetcher.GetAsync(uri, Expected, ct) switch
        {
            Fetched.Done done => Encoding.Latin1.GetString(done.Body.Span).Trim(),
            Fetched.Refused refused => ProtocolError.InvalidRequestUriBecause(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }

    public static string WithoutFragment(string uri) => uri.Split('#')[0];
}
