namespace Identity.Server.Protocol.Wire;

/// <summary>The names on the wire, each written once.</summary>
/// <remarks>The OAuth Parameters registry of RFC 6749 §11.2, and OpenID Connect's additions.</remarks>
internal static class Parameter
{
    public const string AccessToken = "access_token";
    public const string ClientId = "client_id";
    public const string ClientSecret = "client_secret";
    public const string GrantType = "grant_type";
    public const string Password = "password";
    public const string RefreshToken = "refresh_token";
    public const string Resource = "resource";
    public const string Scope = "scope";
    public const string Token = "token";
    public const string Username = "username";
}
