using System.Globalization;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.Interactions;

namespace Identity.Server.Protocol.Authorize;

/// <summary>
/// An address that is proven to be the client's: the only thing that an answer can be sent to. Without one, what is wrong is
/// shown, and never sent anywhere.
/// </summary>
/// <remarks>RFC 6749 §3.1.2; compared character by character, RFC 9700 §2.1.</remarks>
internal sealed class ReturnAddress
{
    private ReturnAddress(string uri, bool isImplied) => (Uri, IsImplied) = (uri, isImplied);

    public string Uri { get; }

    /// <summary>Whether the client left it to its one registered address (RFC 6749 §3.1.2.3).</summary>
    public bool IsImplied { get; }

    /// <summary>Whether a browser posts forms there: an app's own scheme gets addresses alone.</summary>
    public bool TakesForms =>
        Uri.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
        || Uri.StartsWith("http:", StringComparison.OrdinalIgnoreCase);

    /// <returns>The address, or null where it is not one of the client's.</returns>
    /// <param name="client">Whose it has to be.</param>
    /// <param name="asked">What the request names; null where it names none.</param>
    /// <param name="mustBeNamed">OpenID Connect Core §3.1.2.1: every OpenID request names it.</param>
    public static ReturnAddress? Resolve(Client client, string? asked, bool mustBeNamed)
    {
        if (asked is null)
        {
            return client.RedirectUris is [var only] && !mustBeNamed && IsSafe(only)
                ? new ReturnAddress(only, isImplied: true)
                : null;
        }
        foreach (var registered in client.RedirectUris)
        {
            if ((asked == registered || DiffersInPortAlone(asked, registered)) && IsSafe(asked))
                return new ReturnAddress(asked, isImplied: false);
        }

        return null;
    }

    /// <summary>The address of a request that was in order when it was read; null where the client has it no longer.</summary>
    public static ReturnAddress? Resolve(Client client, AuthorizationRequest request) =>
        Resolve(client, request.IsRedirectUriImplied ? null : request.RedirectUri, mustBeNamed: false);

    // RFC 8252 §7.3: an app on this machine listens where it can. The name localhost may lead elsewhere, and is not excepted.
    private static bool DiffersInPortAlone(string asked, string registered)
    {
        foreach (var host in (string[])["http://127.0.0.1", "http://[::1]"])
        {
            if (WithoutPort(asked, host) is { } one && WithoutPort(registered, host) is { } other && one == other)
                return true;
        }

        return false;
    }

    // What follows the host and its port: "/callback" of http://127.0.0.1:4711/callback.
    private static string? WithoutPort(string uri, string host)
    {
        if (!uri.StartsWith(host, StringComparison.Ordinal))
            return null;
        var rest = uri.AsSpan(host.Length);
        if (rest is not [':', ..])
            return rest is [] or ['/', ..] or ['?', ..] ? rest.ToString() : null;
        var end = rest.IndexOfAny('/', '?');
        var port = end < 0 ? rest[1..] : rest[1..end];
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? (end < 0 ? "" : rest[end..].ToString())
            : null;
    }

    // What is registered has been looked at; it is looked at again here, for a browser runs what it is sent to.
    private static bool IsSafe(string uri) => RedirectAddresses.IsOne(uri);

    public override string ToString() => Uri;
}
