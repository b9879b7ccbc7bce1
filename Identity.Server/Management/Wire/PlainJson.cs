using System.Text.Json;
using System.Text.Json.Serialization;

namespace Identity.Server.Management.Wire;

/// <summary>A body or an answer that is JSON as it stands, because a room reads and writes it by rules of its own.</summary>
internal interface IPlainJson<out TSelf>
{
    JsonElement Json { get; }

    static abstract TSelf Of(JsonElement json);
}

/// <summary>Says which members such JSON has, for the description: those of these types together.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DescribedAsAttribute(params Type[] types) : Attribute
{
    public IReadOnlyList<Type> Types => types;
}

/// <summary>Passes such JSON on.</summary>
internal sealed class PlainJsonConverter<T> : JsonConverter<T>
    where T : IPlainJson<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Of(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        value.Json.WriteTo(writer);
}
