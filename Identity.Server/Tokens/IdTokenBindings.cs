namespace Identity.Server.Tokens;

/// <summary>What an ID token is issued together with, and so vouches for by hashes.</summary>
/// <remarks>OpenID Connect Core §3.3.2.11; `s_hash` is of FAPI 1.0 and its heirs.</remarks>
internal sealed record IdTokenBindings(string? AccessToken = null, string? Code = null, string? State = null)
{
    public override string ToString() => nameof(IdTokenBindings);
}
