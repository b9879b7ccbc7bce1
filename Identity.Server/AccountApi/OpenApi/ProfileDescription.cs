using System.Globalization;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Hosting.Docs;
using Microsoft.OpenApi;

namespace Identity.Server.AccountApi.OpenApi;

/// <summary>Describes the routes of every profile as they are configured now.</summary>
internal sealed class ProfileDescription(AccountProfileCatalog catalog) : IInterfacePart
{
    public void AddTo(OpenApiDocument document)
    {
        foreach (var profile in catalog.Profiles)
        {
            document.Tags!.Add(new OpenApiTag { Name = profile.Title });
            foreach (var route in profile.Routes)
                document.Add(route.Path, route.Method, Describe(document, profile, route));
        }
    }

    private static OpenApiOperation Describe(OpenApiDocument document, AccountProfile profile, ProfileRoute route)
    {
        var action = AccountActions.Of(route.Action);
        var operation = new OpenApiOperation
        {
            OperationId = $"{profile.Name}-{action.Name}-{route.Method.ToLowerInvariant()}",
            Summary = SummaryOf(route.Action),
            Tags = new HashSet<OpenApiTagReference> { new(profile.Title, document) },
            Responses = Responses(profile, route),
        };
        if (route.Fields.Count > 0)
            operation.RequestBody = Request(route);
        if (route.Action is AccountAction.Me or AccountAction.Logout)
            document.RequireBearer(operation);
        return operation;
    }

    private static OpenApiRequestBody Request(ProfileRoute route) =>
        new()
        {
            Required = route.Required.Count > 0,
            Content = Content(
                route.IsForm ? "application/x-www-form-urlencoded" : "application/json",
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = route.Fields.ToDictionary(
                        field => field.Value,
                        field =>
                            (IOpenApiSchema)
                                new OpenApiSchema
                                {
                                    Type = JsonSchemaType.String,
                                    Format = field.Key is AccountActions.Email or AccountActions.Password
                                        ? field.Key
                                        : null,
                                },
                        StringComparer.Ordinal
                    ),
                    Required = route
                        .Fields.Where(field => route.Required.Contains(field.Key))
                        .Select(field => field.Value)
                        .ToHashSet(StringComparer.Ordinal),
                }
            ),
        };

    private static OpenApiResponses Responses(AccountProfile profile, ProfileRoute route)
    {
        var responses = new OpenApiResponses
        {
            [Show(route.Status)] = new OpenApiResponse
            {
                Description = "Done.",
                Content = route.Body is { } body ? Content("application/json", SchemaOf(body)) : null,
            },
        };
        foreach (var status in FaultsOf(route.Action).Select(fault => (fault, profile.Errors.For(fault))))
        {
            responses.TryAdd(
                Show(status.Item2.Status),
                new OpenApiResponse
                {
                    Description = status.Item2.Message,
                    Content = Content("application/json", SchemaOf(profile.Errors.Body)),
                }
            );
        }
        return responses;
    }

    private static OpenApiSchema SchemaOf(IReadOnlyList<BodyMember> members) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Properties = members.ToDictionary(
                member => member.Name,
                member => (IOpenApiSchema)SchemaOf(member),
                StringComparer.Ordinal
            ),
        };

    private static OpenApiSchema SchemaOf(BodyMember member) =>
        member switch
        {
            { Members: { } nested } => SchemaOf(nested),
            { Source: "number" or "expires_in" } => new OpenApiSchema { Type = JsonSchemaType.Integer },
            { Source: "email_verified" } => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            { Source: "id" } => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
            { Source: "created_at" or "updated_at" or "last_signin_at" } => new OpenApiSchema
            {
                Type = JsonSchemaType.String | JsonSchemaType.Null,
                Format = "date-time",
            },
            { Source: "rules" } => new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
            },
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static Dictionary<string, OpenApiMediaType> Content(string type, OpenApiSchema schema) =>
        new(StringComparer.Ordinal) { [type] = new OpenApiMediaType { Schema = schema } };

    private static AccountFault[] FaultsOf(AccountAction action) =>
        action switch
        {
            AccountAction.Register =>
            [
                AccountFault.WeakPassword,
                AccountFault.EmailTaken,
                AccountFault.TooManyRequests,
            ],
            AccountAction.Login =>
            [
                AccountFault.WrongCredentials,
                AccountFault.Suspended,
                AccountFault.TooManyRequests,
            ],
            AccountAction.Me or AccountAction.Logout => [AccountFault.InvalidToken],
            AccountAction.VerifyEmail or AccountAction.ResetPassword => [AccountFault.InvalidLink],
            AccountAction.Refresh => [AccountFault.InvalidRefreshToken],
            AccountAction.Health => [AccountFault.Busy],
            _ => [AccountFault.InvalidRequest, AccountFault.TooManyRequests],
        };

    private static string SummaryOf(AccountAction action) =>
        action switch
        {
            AccountAction.Register => "Make an account",
            AccountAction.Login => "Sign in",
            AccountAction.Me => "Who bears this token",
            AccountAction.Logout => "End this sign-in",
            AccountAction.VerifyEmail => "Verify an e-mail address by the token of a letter",
            AccountAction.ResendVerification => "Ask for another letter of verification",
            AccountAction.ForgotPassword => "Ask for a letter to choose a new password by",
            AccountAction.ResetPassword => "Choose a new password by the token of a letter",
            AccountAction.Refresh => "Trade a refresh token for its successor and an access token",
            _ => "Whether the server can answer",
        };

    private static string Show(int status) => status.ToString(CultureInfo.InvariantCulture);
}
