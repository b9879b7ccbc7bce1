using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Identity.Server.Management.Wire;
using Microsoft.OpenApi;

namespace Identity.Server.Management.OpenApi;

/// <summary>Describes the records of requests and answers as they are serialized: nothing is written down twice.</summary>
internal sealed class Schemas(OpenApiDocument document)
{
    public IOpenApiSchema Of(Type type)
    {
        if (OptionalConverter.ValueOf(type) is { } ofPatch)
            return Of(ofPatch);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying);
        if (Scalar(type) is { } scalar)
            return scalar;
        if (type.GetCustomAttribute<DescribedAsAttribute>() is { } plain)
            return Named(type, plain.Types);
        var described = ManagementJson.Options.GetTypeInfo(type);
        return described.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = Of(described.ElementType!),
            },
            JsonTypeInfoKind.Dictionary => new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = Of(described.ElementType!),
            },
            JsonTypeInfoKind.Object => Named(type, [type]),
            _ => new OpenApiSchema(),
        };
    }

    private OpenApiSchemaReference Named(Type type, IEnumerable<Type> membersOf)
    {
        var name = NameOf(type);
        if (document.Components!.Schemas!.ContainsKey(name))
            return new OpenApiSchemaReference(name, document);
        var schema = new OpenApiSchema { Type = JsonSchemaType.Object };
        // Before its members, which may lead back to it.
        document.Components.Schemas[name] = schema;
        var properties = membersOf.SelectMany(one => ManagementJson.Options.GetTypeInfo(one).Properties).ToList();
        schema.Properties = properties.ToDictionary(property => property.Name, MemberOf, StringComparer.Ordinal);
        schema.Required = properties
            .Where(property => property.IsRequired)
            .Select(property => property.Name)
            .ToHashSet(StringComparer.Ordinal);
        return new OpenApiSchemaReference(name, document);
    }

    private IOpenApiSchema MemberOf(JsonPropertyInfo property)
    {
        var schema = Of(property.PropertyType);
        var mayBeNull =
            OptionalConverter.ValueOf(property.PropertyType) is not null
            || Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && property.IsGetNullable);
        if (mayBeNull && schema is OpenApiSchema { Type: { } type } own)
            own.Type = type | JsonSchemaType.Null;
        return schema;
    }

    private static OpenApiSchema? Scalar(Type type) =>
        type == typeof(string) ? Text()
        : type == typeof(Guid) ? Text("uuid")
        : type == typeof(DateTimeOffset) ? Text("date-time")
        : type == typeof(bool) ? new OpenApiSchema { Type = JsonSchemaType.Boolean }
        : type == typeof(int) || type == typeof(long) || type == typeof(TimeSpan)
            ? new OpenApiSchema { Type = JsonSchemaType.Integer }
        : type == typeof(double) ? new OpenApiSchema { Type = JsonSchemaType.Number }
        : type == typeof(JsonElement) || type == typeof(JsonObject) ? new OpenApiSchema { Type = JsonSchemaType.Object }
        : type.IsEnum
            ? new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum =
                [
                    .. Enum.GetNames(type)
                        .Select(name => (JsonNode)JsonValue.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(name))),
                ],
            }
        : null;

    private static OpenApiSchema Text(string? format = null) => new() { Type = JsonSchemaType.String, Format = format };

    // RoleAnswer is called Role, and a page of them PageOfRole.
    private static string NameOf(Type type) =>
        type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{NameOf(type.GenericTypeArguments[0])}"
            : type.Name.Replace("Answer", "", StringComparison.Ordinal);
}
