using Identity.Server.Clients;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.RequestObjects;

/// <summary>Puts what a client has signed in the place of what a browser, or whoever was on the way, has made of it.</summary>
/// <remarks>RFC 9101 §5 and RFC 9101 §6; OpenID Connect Core §6.</remarks>
internal sealed class SignedRequests(RequestObjectVerifier verifier, RequestUris references)
{
    /// <returns>The parameters that count: those of the request object where there is one, and those that were brought where there is none.</returns>
    public async ValueTask<Outcome<AuthorizationParameters>> OpenAsync(
        AuthorizationParameters brought,
        Client client,
        CancellationToken ct
    )
    {
        // RFC 9101 §5: one or the other.
        if (brought.Has(Parameter.Request) && brought.Has(Parameter.RequestUri))
            return ProtocolError.InvalidRequest("request and request_uri cannot be sent together.");

        ProtocolError? error;
        var text = brought[Parameter.Request];
        if (
            brought[Parameter.RequestUri] is { } uri
            && (await references.FetchAsync(uri, client, ct)).Refused(out error, out text)
        )
        {
            return error;
        }
        if (text is null)
        {
            // RFC 9101 §10.5
            return client.Metadata.RequireSignedRequestObject == true
                ? ProtocolError.InvalidRequest("The client must sign its requests.")
                : brought;
        }

        if ((await verifier.VerifyAsync(text, client, ct)).Refused(out error, out var claims))
            return error;
        if (SignedParameters.Read(claims).Refused(out error, out var signed))
            return error;
        return WhyContradicted(brought, signed, client) is { } why ? why : signed;
    }

    private static ProtocolError? WhyContradicted(
        AuthorizationParameters brought,
        AuthorizationParameters signed,
        Client client
    )
    {
        // RFC 9101 §6.3
        if (signed[Parameter.ClientId] != client.ClientId)
            return ProtocolError.InvalidRequestObject("Its client_id is not that of the request.");
        // OpenID Connect Core §6.1. Whatever else stands outside is not looked at.
        return brought[Parameter.ResponseType] is { } type && type != signed[Parameter.ResponseType]
            ? ProtocolError.InvalidRequest("response_type is not that of the request object.")
            : null;
    }
}
