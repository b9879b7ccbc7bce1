using Identity.Admin.Blocks.Lists;

namespace Identity.Admin.Sections.Clients;

/// <summary>The algorithms that the server knows, with what speaks for each.</summary>
/// <remarks>RFC 7518 §3.1, RFC 7518 §4.1, RFC 7518 §5.1.</remarks>
public static class Algorithms
{
    public static IReadOnlyList<FilterOption> Signing { get; } =
    [
        new("RS256", "RS256: RSA, which everybody understands"),
        new("RS384", "RS384"),
        new("RS512", "RS512"),
        new("PS256", "PS256: RSA with the better padding"),
        new("PS384", "PS384"),
        new("PS512", "PS512"),
        new("ES256", "ES256: elliptic curve, short signatures"),
        new("ES384", "ES384"),
        new("ES512", "ES512"),
        new("HS256", "HS256: with a shared secret"),
        new("HS384", "HS384"),
        new("HS512", "HS512"),
    ];

    /// <summary>How the key of what is encrypted is itself encrypted.</summary>
    public static IReadOnlyList<FilterOption> Wrapping { get; } =
    [
        .. new[]
        {
            "RSA-OAEP-256",
            "ECDH-ES",
            "ECDH-ES+A128KW",
            "ECDH-ES+A192KW",
            "ECDH-ES+A256KW",
            "A128KW",
            "A192KW",
            "A256KW",
            "dir",
        }.Select(name => new FilterOption(name, name)),
    ];

    public static IReadOnlyList<FilterOption> Encrypting { get; } =
    [
        .. new[] { "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM" }.Select(
            name => new FilterOption(name, name)
        ),
    ];
}
