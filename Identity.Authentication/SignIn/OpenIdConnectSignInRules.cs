using Identity.Authentication.Provider;
using Identity.Authentication.SignIn.Requests;

namespace Identity.Authentication.SignIn;

/// <summary>What the options must say before an app starts with them.</summary>
internal static class OpenIdConnectSignInRules
{
    private static readonly TimeSpan WidestSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan EarliestRefresh = TimeSpan.FromHours(1);

    public static IEnumerable<string> Faults(OpenIdConnectSignInOptions options) =>
        OfClient(options).Concat(OfRequests(options)).Concat(OfPaths(options));

    private static IEnumerable<string> OfClient(OpenIdConnectSignInOptions options)
    {
        if (!Authority.TryRead(options.Authority, out _, out var why))
            yield return why;
        if (string.IsNullOrWhiteSpace(options.ClientId))
            yield return "ClientId is missing: the name under which the app is registered at its provider.";
        if (options is { ClientSecret: not null, ClientKey: not null })
            yield return "ClientSecret and ClientKey are both set: an app authenticates with one of them.";
        if (options.ClientSecret is { Length: 0 })
            yield return "ClientSecret is empty; leave it null for a public client.";
        if (options.ClientKey is { Algorithm.IsSymmetric: true })
            yield return "ClientKey is a shared secret; it must be a private key.";
        if (options.IdTokenAlgorithms.Count == 0)
            yield return "IdTokenAlgorithms is empty: no ID token could be accepted.";
        // OpenID Connect Core §10.1: the key of HMAC is the secret, which RFC 7518 §3.2 wants as long as the hash.
        foreach (var algorithm in options.IdTokenAlgorithms.Where(algorithm => algorithm.IsSymmetric))
        {
            if ((options.ClientSecret?.Length ?? 0) < algorithm.HashLength)
                yield return $"{algorithm.Name} needs a ClientSecret of {algorithm.HashLength} characters or more.";
        }
    }

    private static IEnumerable<string> OfRequests(OpenIdConnectSignInOptions options)
    {
        // OpenID Connect Core §3.1.2.1: without openid it is no OpenID Connect request.
        if (!options.Scopes.Contains("openid", StringComparer.Ordinal))
            yield return "Scopes lacks openid.";
        if (options.MaxAge < TimeSpan.Zero)
            yield return "MaxAge is negative.";
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > WidestSkew)
            yield return "ClockSkew must be between 0 and 5 minutes.";
        if (options.RefreshAhead < TimeSpan.Zero || options.RefreshAhead > EarliestRefresh)
            yield return "RefreshAhead must be between 0 and 1 hour.";
        // OpenID Connect Core §3.1.2.1: none stands alone.
        if (options.Prompt?.Split(' ') is { Length: > 1 } prompts && prompts.Contains("none", StringComparer.Ordinal))
            yield return "Prompt has none beside others.";
    }

    private static IEnumerable<string> OfPaths(OpenIdConnectSignInOptions options)
    {
        var paths = new[]
        {
            options.CallbackPath,
            options.SignedOutCallbackPath,
            options.FrontChannelLogoutPath,
            options.BackChannelLogoutPath,
        };
        if (paths.Any(path => !path.HasValue))
            yield return "A path is missing: CallbackPath, SignedOutCallbackPath, FrontChannelLogoutPath and BackChannelLogoutPath.";
        if (paths.Distinct().Count() < paths.Length)
            yield return "Two of CallbackPath, SignedOutCallbackPath, FrontChannelLogoutPath and BackChannelLogoutPath are the same.";
        if (!ReturnAddress.IsLocal(options.SignedOutRedirectPath))
            yield return "SignedOutRedirectPath is not a path of the app.";
    }
}
