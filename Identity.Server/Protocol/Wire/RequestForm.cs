using System.Buffers;
using Microsoft.Net.Http.Headers;

namespace Identity.Server.Protocol.Wire;

/// <summary>The parameters of a form-encoded request, read strictly: what is ambiguous or damaged is refused, not repaired.</summary>
/// <remarks>RFC 6749 §3.2 and RFC 6749 §B.</remarks>
internal sealed class RequestForm
{
    public const int LongestBody = 32 * 1024;
    private const string MediaType = "application/x-www-form-urlencoded";

    private readonly List<KeyValuePair<string, string>> _parameters;

    private RequestForm(List<KeyValuePair<string, string>> parameters) => _parameters = parameters;

    /// <summary>The parameter's value; null where it is absent or empty, which are the same (RFC 6749 §3.1).</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in _parameters)
            {
                if (key == name)
                    return value;
            }

            return null;
        }
    }

    /// <summary>Every value of the one parameter that may be repeated.</summary>
    /// <remarks>RFC 8707 §2.</remarks>
    public string[] Resources =>
        this[Parameter.Resource] is null
            ? []
            :
            [
                .. _parameters
                    .Where(p => p.Key == Parameter.Resource)
                    .Select(p => p.Value)
                    .Distinct(StringComparer.Ordinal),
            ];

    public static async ValueTask<Outcome<RequestForm>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            return ProtocolError.UnsupportedEncoding();
        if (!HasFormType(request.ContentType))
            return ProtocolError.InvalidRequest($"The content type must be {MediaType}.");
        if (request.ContentLength > LongestBody)
            return ProtocolError.TooLarge();

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > LongestBody)
                return ProtocolError.TooLarge();
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            var form = Parse(read.Buffer);
            reader.AdvanceTo(read.Buffer.End);
            return form;
        }
    }

    public static Outcome<RequestForm> Parse(ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
            return Parse(body.FirstSpan);
        var whole = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(whole);
            return Parse(whole.AsSpan(0, (int)body.Length));
        }
        finally
        {
            // A password may have been in it.
            ArrayPool<byte>.Shared.Return(whole, clearArray: true);
        }
    }

    public static Outcome<RequestForm> Parse(ReadOnlySpan<byte> body)
    {
        const int MostParameters = 64;
        var parameters = new List<KeyValuePair<string, string>>(8);
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'&');
            var pair = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (pair.IsEmpty)
                continue;

            var equals = pair.IndexOf((byte)'=');
            var name = FormText.Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : FormText.Decode(pair[(equals + 1)..]);
            if (name is null || value is null)
                return ProtocolError.InvalidRequest("A parameter is not form-encoded UTF-8 without NUL.");
            if (value.Length == 0)
                continue;
            if (parameters.Count == MostParameters)
                return ProtocolError.InvalidRequest("There are too many parameters.");
            // RFC 6749 §3.2: parameters must not be included more than once; RFC 8707 §2 excepts resource.
            if (name != Parameter.Resource && parameters.Exists(other => other.Key == name))
                return ProtocolError.InvalidRequest("A parameter is repeated.");
            parameters.Add(new(name, value));
        }
        return new RequestForm(parameters);
    }

    private static bool HasFormType(string? contentType) =>
        contentType == MediaType
        || MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            && parsed.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
            && (
                parsed.Charset.Length == 0
                || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            );

    public override string ToString() => $"{_parameters.Count} parameters";
}
