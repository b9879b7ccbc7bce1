using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Hosting.Wire;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.ClientAuthentication;

/// <summary>How a client says who it is, before anybody has checked.</summary>
/// <remarks>RFC 6749 §2.3; RFC 7521 §4.2.</remarks>
internal sealed record PresentedCredentials(string ClientId, ClientAuthenticationMethod Method, string? Secret)
{
    private const string BasicScheme = "Basic ";
    private const int LongestHeader = 1024;

    /// <summary>A JWT in place of a secret.</summary>
    public string? Assertion { get; private init; }

    public static Outcome<PresentedCredentials> Read(HttpRequest request, RequestForm form)
    {
        var header = request.Headers.Authorization;
        if (header.Count > 1)
            return ProtocolError.InvalidRequest("There is more than one Authorization header.");
        if (header.Count == 1 && header[0] is { Length: > 0 } authorization)
            return ReadBasic(authorization, form);

        if ((form[Parameter.ClientAssertion] ?? form[Parameter.ClientAssertionType]) is not null)
            return ReadAssertion(form);
        if (form[Parameter.ClientId] is not { } clientId)
            return ProtocolError.InvalidClient("no client credentials");
        return form[Parameter.ClientSecret] is { } secret
            ? new PresentedCredentials(clientId, ClientAuthenticationMethod.ClientSecretPost, secret)
            : new PresentedCredentials(clientId, ClientAuthenticationMethod.None, Secret: null);
    }

    // RFC 6749 §2.3.1: both parts are form-encoded before they are joined and encoded in base64.
    private static Outcome<PresentedCredentials> ReadBasic(string authorization, RequestForm form)
    {
        if (authorization.Length > LongestHeader)
            return ProtocolError.InvalidClient("an Authorization header that is too long");
        if (!authorization.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
            return ProtocolError.InvalidClient("an authentication scheme that clients cannot use here");
        if (
            (form[Parameter.ClientSecret] ?? form[Parameter.ClientAssertion] ?? form[Parameter.ClientAssertionType])
            is not null
        )
        {
            return SeveralMethods();
        }

        Span<byte> joined = stackalloc byte[LongestHeader];
        // RFC 4648 §3.5: the framework skips white space and bits beyond the end, so that many texts would be one.
        var encoded = authorization.AsSpan(BasicScheme.Length).Trim(' ');
        if (
            !Convert.TryFromBase64Chars(encoded, joined, out var length)
            || !encoded.SequenceEqual(Convert.ToBase64String(joined[..length]))
        )
        {
            return ProtocolError.InvalidClient("Basic credentials that are not base64");
        }

        var colon = joined[..length].IndexOf((byte)':');
        if (colon < 0)
            return ProtocolError.InvalidClient("Basic credentials without a colon");
        if (
            FormText.Decode(joined[..colon]) is not { } clientId
            || FormText.Decode(joined[(colon + 1)..length]) is not { } secret
        )
        {
            return ProtocolError.InvalidClient("Basic credentials that are not form-encoded");
        }

        if (form[Parameter.ClientId] is { } also && also != clientId)
            return ProtocolError.InvalidRequest("client_id differs from the one in the Authorization header.");
        return new PresentedCredentials(clientId, ClientAuthenticationMethod.ClientSecretBasic, secret);
    }

    private static Outcome<PresentedCredentials> ReadAssertion(RequestForm form)
    {
        if (form[Parameter.ClientSecret] is not null)
            return SeveralMethods();
        if (form[Parameter.ClientAssertion] is not { } assertion)
            return ProtocolError.InvalidRequest("client_assertion is missing.");
        if (form[Parameter.ClientAssertionType] is not { } type)
            return ProtocolError.InvalidRequest("client_assertion_type is missing.");
        if (type != ClientAssertions.Type)
            return ProtocolError.InvalidClient("a client_assertion_type that is not ours");
        if (
            CompactJws.PeekHeader(assertion) is not { } header
            || Jwt.PeekClaims(assertion) is not { Subject: { } clientId }
        )
        {
            return ProtocolError.InvalidClient("a client_assertion that is no signed JWT with a sub");
        }

        // RFC 7521 §4.2: client_id is unnecessary, and names the same client where it is there.
        if (form[Parameter.ClientId] is { } also && also != clientId)
            return ProtocolError.InvalidRequest("client_id differs from the one in the client_assertion.");
        var method = header.Algorithm.IsSymmetric
            ? ClientAuthenticationMethod.ClientSecretJwt
            : ClientAuthenticationMethod.PrivateKeyJwt;
        return new PresentedCredentials(clientId, method, Secret: null) { Assertion = assertion };
    }

    // RFC 6749 §2.3: no more than one method in a request.
    private static ProtocolError SeveralMethods() =>
        ProtocolError.InvalidRequest("More than one client authentication method was used.");

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(ClientId).Append(' ').Append(Method);
        return true;
    }
}
