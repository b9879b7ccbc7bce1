using System.Diagnostics;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Registration;

/// <summary>What whoever registers a client hears when it is not registered.</summary>
/// <remarks>RFC 7591 §3.2.2.</remarks>
internal static class RegistrationErrors
{
    private const string Realm = "Bearer realm=\"identity\"";

    /// <remarks>RFC 7591 §3.2.2 has no code of its own for what is no JSON object at all.</remarks>
    public static ProtocolError NoObject { get; } =
        Of(DescriptionFault.Metadata, "The body is not a JSON object with distinct members.");

    public static ProtocolError Of(ClientDescription.Refused refused) => Of(refused.Fault, refused.Why);

    public static ProtocolError Of(DescriptionFault fault, string why) =>
        new(
            fault switch
            {
                DescriptionFault.RedirectUri => "invalid_redirect_uri",
                DescriptionFault.Metadata => "invalid_client_metadata",
                DescriptionFault.SoftwareStatement => "invalid_software_statement",
                DescriptionFault.UnknownIssuer => "unapproved_software_statement",
                _ => throw new UnreachableException($"{fault}"),
            },
            Fit(why)
        );

    // RFC 6749 §5.2 for the signs. What is refused may have been quoted, and whoever shows it in a page may forget to encode it.
    private static string Fit(string words) =>
        string.Concat(
            words.Select(c =>
                c switch
                {
                    '"' => '\'',
                    '\\' or '<' or '>' or '&' => '?',
                    >= ' ' and <= '~' => c,
                    _ => '?',
                }
            )
        );

    /// <remarks>RFC 6750 §3.1: without any token, a challenge that names no error.</remarks>
    public static ProtocolError TokenMissing { get; } =
        new("invalid_token", "A token is needed.", StatusCodes.Status401Unauthorized)
        {
            Challenge = Realm,
            IsChallengeAlone = true,
            IsForAudit = false,
        };

    /// <remarks>RFC 7591 §3.2.2 and RFC 7592 §2: what is wrong with it, and whether there is such a client, nobody is told.</remarks>
    public static ProtocolError TokenInvalid { get; } =
        new("invalid_token", "The token is not good for this.", StatusCodes.Status401Unauthorized)
        {
            Challenge = $"{Realm}, error=\"invalid_token\"",
        };
}
