using System.Buffers;
using Microsoft.Net.Http.Headers;

namespace Identity.Server.Hosting.Wire;

/// <summary>Why a request's body was not read.</summary>
internal enum BodyFault
{
    /// <summary>The content type is another.</summary>
    Type,

    /// <summary>It is compressed or otherwise encoded (RFC 9110 §15.5.16).</summary>
    Encoding,
    TooLarge,
    Malformed,
    TooManyParameters,
    RepeatedParameter,
}

/// <summary>What was read of a request's body, or why it was not.</summary>
internal readonly record struct BodyRead<T>(T? Value, BodyFault Fault)
    where T : class
{
    public static implicit operator BodyRead<T>(T value) => new(value, default);

    public static implicit operator BodyRead<T>(BodyFault fault) => new(Value: null, fault);
}

/// <summary>Reads a body of one media type whole, up to a bound.</summary>
internal static class RequestBody
{
    public const int Longest = 32 * 1024;

    /// <summary>Takes the whole body; what it was read from is cleared or given back afterwards.</summary>
    public delegate BodyRead<T> Parse<T>(ReadOnlySpan<byte> body)
        where T : class;

    public static async ValueTask<BodyRead<T>> ReadAsync<T>(
        HttpRequest request,
        string mediaType,
        Parse<T> parse,
        CancellationToken ct
    )
        where T : class
    {
        if (request.Headers.ContentEncoding.Count > 0)
            return BodyFault.Encoding;
        if (!IsOf(mediaType, request.ContentType))
            return BodyFault.Type;
        if (request.ContentLength > Longest)
            return BodyFault.TooLarge;

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > Longest)
                return BodyFault.TooLarge;
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            var value = Whole(read.Buffer, parse);
            reader.AdvanceTo(read.Buffer.End);
            return value;
        }
    }

    public static BodyRead<T> Whole<T>(ReadOnlySequence<byte> body, Parse<T> parse)
        where T : class
    {
        if (body.IsSingleSegment)
            return parse(body.FirstSpan);
        var whole = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(whole);
            return parse(whole.AsSpan(0, (int)body.Length));
        }
        finally
        {
            // A password may have been in it.
            ArrayPool<byte>.Shared.Return(whole, clearArray: true);
        }
    }

    private static bool IsOf(string mediaType, string? contentType) =>
        contentType == mediaType
        || MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            && parsed.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
            && (
                parsed.Charset.Length == 0
                || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            );
}
