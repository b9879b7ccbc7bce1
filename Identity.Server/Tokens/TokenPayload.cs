using System.Buffers;
using System.Text.Json;

namespace Identity.Server.Tokens;

/// <summary>The JSON of a token while it is written.</summary>
internal sealed class TokenPayload : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _json;

    public TokenPayload()
    {
        // Skipping validation is safe: the writers below write one object, and what is nested in it was read as JSON.
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
        _json.WriteStartObject();
    }

    public void Write(string name, string? value)
    {
        if (value is not null)
            _json.WriteString(name, value);
    }

    public void Write(string name, IReadOnlyList<string>? values)
    {
        if (values is null)
            return;
        _json.WriteStartArray(name);
        foreach (var value in values)
            _json.WriteStringValue(value);
        _json.WriteEndArray();
    }

    public void Write(string name, JsonElement value)
    {
        _json.WritePropertyName(name);
        value.WriteTo(_json);
    }

    public void Write(string name, bool value) => _json.WriteBoolean(name, value);

    public void Write(string name, Guid value) => _json.WriteString(name, value);

    /// <remarks>RFC 7519 §2, NumericDate: whole seconds, as every reader takes.</remarks>
    public void Write(string name, DateTimeOffset value) => _json.WriteNumber(name, value.ToUnixTimeSeconds());

    /// <summary>An object whose one member is an object of nothing: what has happened needs no more words.</summary>
    /// <remarks>RFC 8417 §2.2.</remarks>
    public void WriteEvent(string name, string identifier)
    {
        _json.WriteStartObject(name);
        _json.WriteStartObject(identifier);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    public ReadOnlySpan<byte> Finish()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();
}
