using System.Collections.Frozen;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>The registered names of the ways in which clients show that they are themselves.</summary>
/// <remarks>RFC 7591 §2, token_endpoint_auth_method; OpenID Connect Core §9.</remarks>
internal static class AuthenticationMethods
{
    private static readonly FrozenDictionary<string, ClientAuthenticationMethod> Known = new Dictionary<
        string,
        ClientAuthenticationMethod
    >(StringComparer.Ordinal)
    {
        ["none"] = ClientAuthenticationMethod.None,
        ["client_secret_basic"] = ClientAuthenticationMethod.ClientSecretBasic,
        ["client_secret_post"] = ClientAuthenticationMethod.ClientSecretPost,
        ["client_secret_jwt"] = ClientAuthenticationMethod.ClientSecretJwt,
        ["private_key_jwt"] = ClientAuthenticationMethod.PrivateKeyJwt,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, ClientAuthenticationMethod> ByName => Known;

    public static bool TryRead(string name, out ClientAuthenticationMethod method) =>
        Known.TryGetValue(name, out method);

    public static string NameOf(ClientAuthenticationMethod method) => Known.First(pair => pair.Value == method).Key;
}
