using Microsoft.OpenApi;

namespace Identity.Server.Hosting.Docs;

/// <summary>The description of everything that the server answers, put together of the parts of its doors.</summary>
internal static class InterfaceDocument
{
    private const string Bearer = "bearer";

    public static OpenApiDocument Of(IEnumerable<IInterfacePart> parts, string issuer)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "Identity",
                Version = "1",
                Description =
                    "Accounts and tokens: the interfaces of the systems that moved in, OpenID Connect, and the management of it all.",
            },
            Servers = [new OpenApiServer { Url = issuer }],
            Paths = [],
            Tags = new HashSet<OpenApiTag>(),
            Components = new OpenApiComponents
            {
                Schemas = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
                {
                    [Bearer] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.Http,
                        Scheme = Bearer,
                        BearerFormat = "JWT",
                    },
                },
            },
        };
        foreach (var part in parts)
            part.AddTo(document);
        return document;
    }

    public static void Add(this OpenApiDocument document, string path, string method, OpenApiOperation operation)
    {
        if (!document.Paths.TryGetValue(path, out var item))
            document.Paths[path] = item = new OpenApiPathItem { Operations = [] };
        item.Operations![HttpMethod.Parse(method)] = operation;
    }

    /// <summary>Says that an operation takes an access token.</summary>
    public static void RequireBearer(this OpenApiDocument document, OpenApiOperation operation) =>
        operation.Security = [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
        ];
}
