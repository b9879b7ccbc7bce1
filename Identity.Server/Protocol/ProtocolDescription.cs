using Identity.Server.Hosting.Docs;
using Microsoft.OpenApi;

namespace Identity.Server.Protocol;

/// <summary>Names the endpoints of the protocol: what they do is in their specifications, and what they offer in discovery.</summary>
internal sealed class ProtocolDescription : IInterfacePart
{
    private const string Tag = "OpenID Connect";

    private static readonly (string Path, string Method, string Summary, string[] Form)[] Endpoints =
    [
        ("/.well-known/openid-configuration", "GET", "What this provider offers (OpenID Connect Discovery)", []),
        ("/.well-known/jwks.json", "GET", "The keys that verify what it signs (RFC 7517)", []),
        (
            "/connect/token",
            "POST",
            "Trade a grant for tokens (RFC 6749)",
            [
                "grant_type",
                "client_id",
                "client_secret",
                "code",
                "redirect_uri",
                "code_verifier",
                "device_code",
                "username",
                "password",
                "refresh_token",
                "scope",
                "resource",
            ]
        ),
        ("/connect/authorize", "GET", "Where a browser brings an app's wish that somebody sign in (RFC 6749)", []),
        (
            "/connect/par",
            "POST",
            "Push an authorization request (RFC 9126)",
            ["client_id", "client_secret", "response_type", "redirect_uri", "scope", "code_challenge"]
        ),
        (
            "/connect/device",
            "POST",
            "Ask to be let in from another device (RFC 8628)",
            ["client_id", "client_secret", "scope"]
        ),
        ("/connect/register", "POST", "Register a client, where that is switched on (RFC 7591)", []),
        ("/connect/endsession", "GET", "Sign somebody out (OpenID Connect RP-Initiated Logout)", []),
        ("/connect/introspect", "POST", "Whether a token is good (RFC 7662)", ["token", "client_id", "client_secret"]),
        ("/connect/revoke", "POST", "End a token (RFC 7009)", ["token", "client_id", "client_secret"]),
        ("/connect/userinfo", "GET", "The claims of a person (OpenID Connect Core)", []),
    ];

    public void AddTo(OpenApiDocument document)
    {
        document.Tags!.Add(new OpenApiTag { Name = Tag });
        foreach (var (path, method, summary, form) in Endpoints)
        {
            var operation = new OpenApiOperation
            {
                Summary = summary,
                Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
                Responses = new OpenApiResponses
                {
                    ["200"] = new OpenApiResponse { Description = "As the specification says." },
                },
            };
            if (form.Length > 0)
                operation.RequestBody = Form(form);
            document.Add(path, method, operation);
        }
    }

    private static OpenApiRequestBody Form(string[] names) =>
        new()
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/x-www-form-urlencoded"] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = names.ToDictionary(
                            name => name,
                            _ => (IOpenApiSchema)new OpenApiSchema { Type = JsonSchemaType.String },
                            StringComparer.Ordinal
                        ),
                    },
                },
            },
        };
}
