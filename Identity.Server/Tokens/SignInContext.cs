using System.Text.Json;
using System.Text.Json.Serialization;

namespace Identity.Server.Tokens;

/// <summary>What tokens say of the sign-in they came of, beside when it was. Kept with a code and with a refresh family.</summary>
/// <remarks>OpenID Connect Core §2.</remarks>
internal sealed record SignInContext
{
    /// <summary>The browser session, as `sid` names it.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The client's own value, for the ID token that answers its request; a refreshed one has none (OpenID Connect Core §12.2).</summary>
    public string? Nonce { get; init; }
    public string? Acr { get; init; }

    /// <remarks>RFC 8176 §2.</remarks>
    public string[]? Amr { get; init; }

    /// <summary>The claims parameter as it was sent (OpenID Connect Core §5.5).</summary>
    public string? Claims { get; init; }
}

/// <summary>Contexts as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SignInContext))]
internal sealed partial class SignInContextJson : JsonSerializerContext
{
    public static string Write(SignInContext context) => JsonSerializer.Serialize(context, Default.SignInContext);

    public static SignInContext Read(string json) => JsonSerializer.Deserialize(json, Default.SignInContext)!;
}
