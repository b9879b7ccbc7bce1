using System.Text;
using Identity.Server.Clients;
using Identity.Server.Hosting.Wire;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.ClientAuthentication;

/// <summary>How a client says who it is, before anybody has checked.</summary>
/// <remarks>RFC 6749 §2.3.</remarks>
internal sealed record PresentedCredentials(string ClientId, ClientAuthenticationMethod Method, string? Secret)
{
    private const string BasicScheme = "Basic ";
    private const int LongestHeader = 1024;

    public static Outcome<PresentedCredentials> Read(HttpRequest request, RequestForm form)
    {
        var header = request.Headers.Authorization;
        if (header.Count > 1)
            return ProtocolError.InvalidRequest("There is more than one Authorization header.");
        if (header.Count == 1 && header[0] is { Length: > 0 } authorization)
            return ReadBasic(authorization, form);

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
        // RFC 6749 §2.3: no more than one method in a request.
        if (form[Parameter.ClientSecret] is not null)
            return ProtocolError.InvalidRequest("More than one client authentication method was used.");

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

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(ClientId).Append(' ').Append(Method);
        return true;
    }
}
