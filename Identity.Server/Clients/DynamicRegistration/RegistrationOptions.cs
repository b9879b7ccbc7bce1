using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>Who may register a client.</summary>
internal enum RegistrationMode
{
    /// <summary>Operators, and nobody else.</summary>
    Closed,

    /// <summary>Whoever shows a token that an operator has given out (RFC 7591 §1.2).</summary>
    InitialAccessToken,

    /// <summary>Everybody.</summary>
    Open,
}

/// <summary>How clients may come in without an operator who registers them, and what they may be.</summary>
internal sealed class RegistrationOptions : IValidatableObject
{
    public const string Section = "Registration";

    /// <summary>Closed, InitialAccessToken or Open.</summary>
    public RegistrationMode Mode { get; init; } = RegistrationMode.Closed;

    /// <summary>The grant types that everybody may register, with spaces between them. A token may allow others.</summary>
    public string GrantTypes { get; init; } =
        "authorization_code refresh_token urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>The scopes that everybody may register, with spaces between them. A token may allow others.</summary>
    public string Scopes { get; init; } = "openid profile email phone address offline_access";

    /// <summary>
    /// Whose software statements are believed: a JSON object of key sets by the issuer's name, or the path of a file that holds one.
    /// </summary>
    /// <remarks>RFC 7591 §2.3.</remarks>
    public string? SoftwareIssuers { get; init; }

    /// <summary>Whether a client may name itself by the https address of a document that describes it, without being registered.</summary>
    /// <remarks>OAuth Client ID Metadata Document §3.</remarks>
    public bool MetadataDocuments { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var grant in Words(GrantTypes).Except(NewClient.KnownGrantTypes, StringComparer.Ordinal))
            yield return new ValidationResult($"Registration:GrantTypes has '{grant}', which is no grant type.");
        if (SoftwareStatements.ProblemOf(SoftwareIssuers) is { } problem)
            yield return new ValidationResult($"Registration:SoftwareIssuers: {problem}");
    }

    /// <summary>What whoever comes without a token may register.</summary>
    public RegistrationPolicy ToPolicy() => new() { GrantTypes = Words(GrantTypes), Scopes = Words(Scopes) };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

[OptionsValidator]
internal sealed partial class RegistrationOptionsValidator : IValidateOptions<RegistrationOptions>;
