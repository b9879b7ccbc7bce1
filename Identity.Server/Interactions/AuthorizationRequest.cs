using System.Text.Json;
using System.Text.Json.Serialization;

namespace Identity.Server.Interactions;

/// <summary>What is to come back from the authorization endpoint.</summary>
/// <remarks>OAuth 2.0 Multiple Response Types §3 and OAuth 2.0 Multiple Response Types §5; `none` is none of them.</remarks>
[Flags]
internal enum ResponseTypes
{
    None = 0,
    Code = 1,
    IdToken = 2,
    Token = 4,
}

/// <summary>How it comes back.</summary>
internal enum ResponseMode
{
    Query,
    Fragment,
    FormPost,
}

/// <summary>What the person must be asked, whatever else is known.</summary>
/// <remarks>OpenID Connect Core §3.1.2.1; OpenID Connect Initiating User Registration §4.1 for `create`.</remarks>
[Flags]
internal enum Prompts
{
    Unspecified = 0,
    None = 1,
    Login = 2,
    Consent = 4,
    SelectAccount = 8,
    Create = 16,
}

/// <summary>What is wrong with a request: the code and the sentence that its client is told.</summary>
/// <param name="Reason">Why really, for log and audit; null where the sentence says it all.</param>
internal sealed record RequestFault(string Code, string Description, string? Reason = null);

/// <summary>An authorization request that has been read: its client, its return address, and its wishes or its fault.</summary>
/// <remarks>RFC 6749 §4.1.1; OpenID Connect Core §3.1.2.1. A value, so that it can be stored while a person is asked.</remarks>
internal sealed record AuthorizationRequest
{
    public required string ClientId { get; init; }

    /// <summary>Proven to be the client's.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>Whether the client left it to its one registered address; if not, the token request names it as well (RFC 6749 §4.1.3).</summary>
    public bool IsRedirectUriImplied { get; init; }
    public required ResponseTypes ResponseTypes { get; init; }
    public required ResponseMode ResponseMode { get; init; }

    /// <summary>Whether the answer is a signed JWT (JARM §2.3).</summary>
    public bool IsResponseJwt { get; init; }
    public required string[] Scopes { get; init; }

    /// <summary>The APIs that tokens are wanted for (RFC 8707 §2).</summary>
    public required string[] Resources { get; init; }
    public string? State { get; init; }
    public string? Nonce { get; init; }
    public Prompts Prompts { get; init; }

    /// <summary>In seconds.</summary>
    public int? MaxAge { get; init; }
    public string? LoginHint { get; init; }
    public string? UiLocales { get; init; }
    public string[]? AcrValues { get; init; }

    /// <summary>The claims parameter as it was sent (OpenID Connect Core §5.5).</summary>
    public string? Claims { get; init; }

    /// <summary>The scopes that claims asked for by name belong to, beyond those that are asked for; null for none.</summary>
    public string[]? ClaimScopes { get; init; }

    /// <summary>Who must be the one to sign in: of id_token_hint, or of a claim asked for with a value.</summary>
    public Guid? Subject { get; init; }

    /// <remarks>RFC 7636 §4.3; S256 alone.</remarks>
    public string? CodeChallenge { get; init; }

    /// <summary>What the client is told once somebody has signed in; null where the request is in order.</summary>
    public RequestFault? Fault { get; init; }

    /// <summary>All that a person has to allow, whichever way it is asked for.</summary>
    public string[] ScopesToAllow() => ClaimScopes is null ? Scopes : [.. Scopes, .. ClaimScopes];

    public bool Wants(ResponseTypes type) => ResponseTypes.HasFlag(type) && type != ResponseTypes.None;

    public bool Asks(Prompts prompt) => (Prompts & prompt) != Prompts.Unspecified;
}

/// <summary>Requests as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(AuthorizationRequest))]
internal sealed partial class AuthorizationRequestJson : JsonSerializerContext
{
    public static string Write(AuthorizationRequest request) =>
        JsonSerializer.Serialize(request, Default.AuthorizationRequest);

    public static AuthorizationRequest Read(string json) =>
        JsonSerializer.Deserialize(json, Default.AuthorizationRequest)!;
}
