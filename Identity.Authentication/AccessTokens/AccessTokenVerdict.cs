using System.Text.Json;

namespace Identity.Authentication.AccessTokens;

/// <summary>What a token is worth.</summary>
internal abstract record AccessTokenVerdict
{
    private AccessTokenVerdict() { }

    /// <param name="Claims">What the token, or the provider in its stead, says.</param>
    public sealed record Valid(JsonElement Claims) : AccessTokenVerdict
    {
        /// <summary>The thumbprint of the key that the token is bound to; null for a bearer token.</summary>
        /// <remarks>RFC 9449 §6.1; RFC 7800 §3.1.</remarks>
        public string? BoundTo =>
            Claims.TryGetProperty("cnf", out var cnf)
            && cnf.ValueKind == JsonValueKind.Object
            && cnf.TryGetProperty("jkt", out var jkt)
            && jkt.ValueKind == JsonValueKind.String
                ? jkt.GetString()
                : null;

        /// <summary>Whether it is bound in a way that nothing here can check.</summary>
        public bool IsBoundOtherwise =>
            Claims.TryGetProperty("cnf", out var cnf)
            && (
                BoundTo is null
                || cnf.EnumerateObject().Any(member => !string.Equals(member.Name, "jkt", StringComparison.Ordinal))
            );

        /// <summary>Says nothing of whom it is about.</summary>
        public override string ToString() => "valid";
    }

    /// <param name="Reason">For the log; the caller is told that the token is not valid and nothing more.</param>
    public sealed record Refused(string Reason) : AccessTokenVerdict;

    /// <summary>Nobody can tell: the provider is needed, and away.</summary>
    public sealed record Unknown(string Reason) : AccessTokenVerdict;
}
