using System.Text.Json;
using System.Text.Json.Serialization;

namespace Identity.Server.Management.Wire;

/// <summary>A member of a merge patch: absent leaves what is, null removes it, anything else replaces it.</summary>
/// <remarks>RFC 7396 §2.</remarks>
internal readonly record struct Optional<T>
{
    public Optional(T? value) => (IsGiven, Value) = (true, value);

    public bool IsGiven { get; }

    public T? Value { get; }

    /// <summary>What is to be from now on, where this is what is.</summary>
    public T? Over(T? present) => IsGiven ? Value : present;
}

/// <summary>Reads members of a merge patch. What is absent is never read, and so stays not given.</summary>
internal sealed class OptionalConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => ValueOf(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(ValueOf(typeToConvert)!))!;

    /// <returns>What the member is when it is there; null for a type that is no member of a patch.</returns>
    public static Type? ValueOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>)
            ? type.GenericTypeArguments[0]
            : null;

    private sealed class Of<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => new(reader.TokenType == JsonTokenType.Null ? default : JsonSerializer.Deserialize<T>(ref reader, options));

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
