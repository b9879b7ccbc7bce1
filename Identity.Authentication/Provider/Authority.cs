using System.Diagnostics.CodeAnalysis;

namespace Identity.Authentication.Provider;

/// <summary>The provider that is trusted, by the name it gives itself: its issuer identifier.</summary>
/// <remarks>RFC 8414 §2: https, without query and fragment. A provider on the same machine may be asked without TLS.</remarks>
internal sealed record Authority
{
    private readonly bool _isOnThisMachine;

    private Authority(string value, bool isOnThisMachine) => (Value, _isOnThisMachine) = (value, isOnThisMachine);

    /// <summary>The issuer identifier as it was configured, to the letter.</summary>
    public string Value { get; }

    /// <summary>Where the provider's metadata is.</summary>
    /// <remarks>OpenID Connect Discovery §4.1: a terminating slash is removed first.</remarks>
    public string MetadataAddress => $"{Value.TrimEnd('/')}/.well-known/openid-configuration";

    /// <param name="why">What is wrong with it, for whoever configured it.</param>
    public static bool TryRead(
        string? value,
        [NotNullWhen(true)] out Authority? authority,
        [NotNullWhen(false)] out string? why
    )
    {
        authority = null;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri))
            why = "The authority is not an absolute URL.";
        else if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            why = "The authority has a query, a fragment or a user name (RFC 8414 §2).";
        else if (!IsSafe(uri))
            why = "The authority is not https; only one on the same machine may be http.";
        else
            why = null;

        if (why is not null)
            return false;
        authority = new Authority(value!, uri!.Scheme == Uri.UriSchemeHttp);
        return true;
    }

    /// <summary>Whether something may be sent to an address that the provider names: over TLS, unless both are on this machine.</summary>
    public bool MayLeadTo(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (_isOnThisMachine && IsSafe(uri)));

    public override string ToString() => Value;

    private static bool IsSafe(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);
}
