using System.Globalization;
using System.Text.Json.Nodes;
using Identity.Server.Hosting.Docs;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Microsoft.OpenApi;

namespace Identity.Server.Management.OpenApi;

/// <summary>Describes every operation from its own declaration, with the permission that it needs as `x-permission`.</summary>
internal sealed class ManagementDescription(Operations operations) : IInterfacePart
{
    private const string PermissionExtension = "x-permission";

    public void AddTo(OpenApiDocument document)
    {
        var schemas = new Schemas(document);
        foreach (var operation in operations.All)
        {
            document.Tags!.Add(new OpenApiTag { Name = operation.Tag });
            document.Add(operation.FullPath, operation.Method, Describe(document, schemas, operation));
        }
    }

    private static OpenApiOperation Describe(OpenApiDocument document, Schemas schemas, Operation operation)
    {
        var described = new OpenApiOperation
        {
            OperationId = IdOf(operation),
            Summary = operation.Summary,
            Tags = new HashSet<OpenApiTagReference> { new(operation.Tag, document) },
            Parameters = [.. Parameters(operation)],
            Responses = Responses(schemas, operation),
        };
        if (operation.Permission is { } needed)
        {
            described.Description = $"Needs the permission `{needed}`.";
            described.Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal)
            {
                [PermissionExtension] = new JsonNodeExtension(JsonValue.Create(needed.Name)),
            };
        }
        if (operation.Body is { } body)
        {
            described.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = Content(
                    operation.IsPatch ? BodyReader.MergePatchType : BodyReader.JsonType,
                    schemas.Of(body)
                ),
            };
        }
        document.RequireBearer(described);
        return described;
    }

    private static string IdOf(Operation operation)
    {
        var words = operation
            .Path.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim('{', '}'));
        return $"{operation.Method.ToLowerInvariant()}-{string.Join('-', words)}";
    }

    private static IEnumerable<IOpenApiParameter> Parameters(Operation operation)
    {
        foreach (var segment in operation.Path.Split('/').Where(segment => segment.StartsWith('{')))
        {
            yield return new OpenApiParameter
            {
                Name = segment.Trim('{', '}'),
                In = ParameterLocation.Path,
                Required = true,
                Schema = Text(),
            };
        }
        foreach (var filter in operation.Listing?.Filters ?? [])
            yield return InQuery(filter.Name, filter.Description, SchemaOf(filter));
        if (operation is { Listing: { IsPaged: true } listing, ContentType: null })
        {
            foreach (var parameter in OfPages(listing))
                yield return parameter;
        }
        if (operation.NeedsIfMatch)
            yield return InHeader("If-Match", "The ETag of what was read, or *.", isRequired: true);
        if (operation.TakesIdempotencyKey)
            yield return InHeader("Idempotency-Key", "Under one key the call is done once.", isRequired: false);
    }

    private static IEnumerable<OpenApiParameter> OfPages(Listing listing)
    {
        var limit = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = ListCall.MostLimit.ToString(CultureInfo.InvariantCulture),
            Default = JsonValue.Create(ListCall.UsualLimit),
        };
        yield return InQuery(ListCall.LimitParameter, "How many at most.", limit);
        yield return InQuery(ListCall.CursorParameter, "The `next` of the page before.", Text());
        if (listing.Sorts.Count > 0)
        {
            yield return InQuery(
                ListCall.SortParameter,
                "The order; downwards with a - before it.",
                Choice(listing.Sorts.SelectMany(sort => (string[])[sort, $"-{sort}"]))
            );
        }
    }

    private static OpenApiParameter InQuery(string name, string description, OpenApiSchema schema) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Query,
            Description = description,
            Schema = schema,
        };

    private static OpenApiParameter InHeader(string name, string description, bool isRequired) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Required = isRequired,
            Schema = Text(),
        };

    private static OpenApiSchema SchemaOf(Filter filter) =>
        filter switch
        {
            { Choices.Count: > 0 } => Choice(filter.Choices),
            { Kind: FilterKind.Flag } => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            { Kind: FilterKind.Number } => new OpenApiSchema { Type = JsonSchemaType.Integer },
            { Kind: FilterKind.Id } => Text("uuid"),
            { Kind: FilterKind.Time } => Text("date-time"),
            _ => Text(),
        };

    private static OpenApiSchema Text(string? format = null) => new() { Type = JsonSchemaType.String, Format = format };

    private static OpenApiSchema Choice(IEnumerable<string> choices) =>
        new() { Type = JsonSchemaType.String, Enum = [.. choices.Select(one => (JsonNode)JsonValue.Create(one))] };

    private static OpenApiResponses Responses(Schemas schemas, Operation operation)
    {
        var problem = Content(ProblemWriter.MediaType, schemas.Of(typeof(ProblemDocument)));
        var responses = new OpenApiResponses
        {
            [operation.Status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = "Done.",
                Content =
                    operation.Answer is { } answer ? Content(BodyReader.JsonType, schemas.Of(answer))
                    : operation.ContentType is { } type ? Content(type, Text())
                    : null,
            },
        };
        foreach (var (status, description) in Refusals(operation))
            responses[status] = new OpenApiResponse { Description = description, Content = problem };
        return responses;
    }

    private static IEnumerable<(string Status, string Description)> Refusals(Operation operation)
    {
        yield return ("401", "No access token, or none that is good here.");
        yield return ("403", "The permission is missing, or the one who is acted on may do more.");
        if (operation.Path.Contains('{', StringComparison.Ordinal))
            yield return ("404", "There is no such thing.");
        if (operation.Method != HttpMethods.Get)
            yield return ("409", "Not possible as things are.");
        if (operation.NeedsIfMatch)
        {
            yield return ("412", "It was changed since it was read.");
            yield return ("428", "If-Match is missing.");
        }
        if (operation.Body is not null || operation.Listing is not null)
            yield return ("422", "Something that was sent is not valid; `errors` says what.");
    }

    private static Dictionary<string, OpenApiMediaType> Content(string type, IOpenApiSchema schema) =>
        new(StringComparer.Ordinal) { [type] = new OpenApiMediaType { Schema = schema } };
}
