using System.Text.Json;
using Identity.Server.Clients.Metadata;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>Reads how a client describes itself, and makes of it what the policy lets it be.</summary>
/// <remarks>RFC 7591 §2; OpenID Connect Dynamic Client Registration §2.</remarks>
internal sealed class DescriptionReader
{
    private readonly Dictionary<string, JsonElement> _members;
    private readonly RegistrationPolicy _policy;
    private readonly ClientAuthenticationMethod _usualMethod;

    private DescriptionReader(
        Dictionary<string, JsonElement> members,
        RegistrationPolicy policy,
        ClientAuthenticationMethod usualMethod
    ) => (_members, _policy, _usualMethod) = (members, policy, usualMethod);

    /// <param name="description">What it says, a JSON object.</param>
    /// <param name="clientId">The name that it has, or is to have.</param>
    /// <param name="usualMethod">How it shows who it is where it does not say.</param>
    public static ClientDescription Read(
        JsonElement description,
        string clientId,
        RegistrationPolicy policy,
        ClientAuthenticationMethod usualMethod = ClientAuthenticationMethod.ClientSecretBasic
    )
    {
        var members = RegisteredMembers.Take(description, out var why);
        return why is null
            ? new DescriptionReader(members, policy, usualMethod).Read(clientId)
            : new ClientDescription.Refused(DescriptionFault.Metadata, why);
    }

    private ClientDescription Read(string clientId)
    {
        var applicationType = Text("application_type") ?? RedirectRules.Web;
        if (applicationType is not (RedirectRules.Web or RedirectRules.Native))
            return Refuse("application_type is neither web nor native.");
        var method = _usualMethod;
        if (Text("token_endpoint_auth_method") is { } named && !AuthenticationMethods.TryRead(named, out method))
            return Refuse("token_endpoint_auth_method is not supported.");
        if (WhyNotGrants(out var grantTypes, out var responseTypes) is { } why)
            return Refuse(why);
        if (WhyNotRedirects(applicationType, grantTypes, responseTypes) is { } wrong)
            return new ClientDescription.Refused(DescriptionFault.RedirectUri, wrong);
        if (Scopes() is not { Length: > 0 } scopes)
            return Refuse($"None of the scopes may be registered. There are: {string.Join(' ', _policy.Scopes)}");

        var isPublic = method == ClientAuthenticationMethod.None;
        var client = new NewClient
        {
            ClientId = clientId,
            Name = Text("client_name") ?? HostOf(Texts("redirect_uris")),
            AuthenticationMethod = method,
            GrantTypes = grantTypes,
            Scopes = scopes,
            RedirectUris = Texts("redirect_uris") ?? [],
            Metadata = RegisteredMembers.ToMetadata(_members) with
            {
                ApplicationType = applicationType,
                ResponseTypes = responseTypes,
                SubjectType = Text("subject_type") ?? SubjectTypes.Public,
                IdTokenSignedResponseAlg = Text("id_token_signed_response_alg") ?? "RS256",
                RequirePkce = isPublic || _policy.RequiresPkce ? null : false,
            },
        };
        return client.ProblemBesideId() is { } problem ? Refuse(problem) : new ClientDescription.Read(client);
    }

    // What was left out is taken from what was said: a client that names a response type means the grants it takes.
    private string? WhyNotGrants(out string[] grantTypes, out string[] responseTypes)
    {
        var said = Texts("response_types");
        string[] implied =
        [
            .. (said ?? []).SelectMany(type => ResponseTypeGrants.Of(type) ?? []).Distinct(StringComparer.Ordinal),
        ];
        grantTypes = Texts("grant_types") ?? (implied is [] ? ["authorization_code"] : implied);
        if (_policy.LeavesOut)
            grantTypes = [.. grantTypes.Intersect(_policy.GrantTypes, StringComparer.Ordinal)];
        var granted = grantTypes;
        responseTypes = said ?? ResponseTypeGrants.UsualFor(granted);
        if (_policy.LeavesOut)
            responseTypes = [.. responseTypes.Where(type => IsGranted(type, granted))];

        if (granted.Except(_policy.GrantTypes, StringComparer.Ordinal).FirstOrDefault() is { } refused)
            return $"The grant type '{refused}' may not be registered. There are: {string.Join(' ', _policy.GrantTypes)}";
        if (responseTypes.Any(type => ResponseTypeGrants.Of(type) is null))
            return "A response type is not supported.";
        return responseTypes.All(type => IsGranted(type, granted))
            ? null
            : "A response type needs a grant type that is not among grant_types.";
    }

    private static bool IsGranted(string responseType, string[] grantTypes) =>
        ResponseTypeGrants.Of(responseType) is { } needed && !needed.Except(grantTypes, StringComparer.Ordinal).Any();

    private string? WhyNotRedirects(string applicationType, string[] grantTypes, string[] responseTypes)
    {
        var uris = Texts("redirect_uris") ?? [];
        if (uris.Length == 0 && ResponseTypeGrants.NeedsRedirect(grantTypes))
            return "redirect_uris is missing.";
        var isImplicit = responseTypes.Any(type => ResponseTypeGrants.Of(type)?.Contains("implicit") == true);
        return uris.Select(uri => RedirectRules.ProblemOf(uri, applicationType, isImplicit))
            .FirstOrDefault(problem => problem is not null);
    }

    // RFC 7591 §3.2.1: what it may not have is left out, and the answer says what it has.
    private string[] Scopes() =>
        Text("scope") is { } asked
            ? [.. asked.Split(' ').Distinct(StringComparer.Ordinal).Where(_policy.Scopes.Contains)]
            : _policy.Scopes;

    private static string? HostOf(string[]? redirectUris) =>
        redirectUris is [var first, ..] && Uri.TryCreate(first, UriKind.Absolute, out var uri) && uri.Scheme == "https"
            ? uri.Host
            : null;

    private string? Text(string name) => _members.TryGetValue(name, out var value) ? value.GetString() : null;

    private string[]? Texts(string name) =>
        _members.TryGetValue(name, out var value)
            ? [.. value.EnumerateArray().Select(entry => entry.GetString()!)]
            : null;

    private static ClientDescription.Refused Refuse(string why) => new(DescriptionFault.Metadata, why);
}
