using Identity.Admin.Blocks.Lists;

namespace Identity.Admin.Sections.Apis;

/// <summary>What can be said of an API's tokens, in words that help to choose.</summary>
public static class ApiWords
{
    public const string Plain = "plain";

    /// <summary>The four that are chosen between; the rest differ in their length alone.</summary>
    public static IReadOnlyList<FilterOption> Usual { get; } =
    [
        new("RS256", "RS256: usual")
        {
            Hint =
                "Signed with a private key of the server, verified with its public one. Every library can, and there is nothing to keep secret in the API.",
        },
        new("ES256", "ES256: short")
        {
            Hint = "The same on an elliptic curve: short tokens, signed quickly. Almost every library can.",
        },
        new("PS256", "PS256: strict")
        {
            Hint = "RSA with the better padding, where rules ask for it, as those of banks do.",
        },
        new("HS256", "HS256: a shared secret")
        {
            Hint =
                "For a back end that moves in and cannot fetch keys. Whoever has the secret can make tokens for this API; tokens of other APIs are not touched by it.",
        },
    ];

    public static IReadOnlyList<FilterOption> Longer { get; } =
    [
        .. new[] { "RS384", "RS512", "ES384", "ES512", "PS384", "PS512", "HS384", "HS512" }.Select(
            name => new FilterOption(name, name)
        ),
    ];

    public static IReadOnlyList<FilterOption> Shapes { get; } =
    [
        new("at+jwt", "As RFC 9068 says")
        {
            Hint = "typ at+jwt, with issuer, audience, client and scope. What libraries expect.",
        },
        new(Plain, "Plain")
        {
            Hint = "typ JWT with the subject, the times and the claims that you choose: for back ends that moved in.",
        },
    ];

    public static IReadOnlyList<FilterOption> Subjects { get; } =
    [new("id", "The person's id, which never changes"), new("email", "The e-mail address, which people change")];

    public static IReadOnlyList<FilterOption> Claims { get; } =
    [
        .. new[] { "email", "email_verified", "name", "zoneinfo", "client_id", "scope", "iss", "aud", "jti" }.Select(
            name => new FilterOption(name, name)
        ),
    ];

    public static string OfShape(string profile) => profile == Plain ? "plain" : "as RFC 9068 says";
}
