namespace Identity.Server.Fetching;

/// <summary>Reads an answer as far as its caller is ready to take it.</summary>
internal static class AnswerReader
{
    public static readonly TimeSpan LongestFreshness = TimeSpan.FromDays(1);

    public static async Task<Fetched> ReadAsync(
        HttpResponseMessage answer,
        string host,
        FetchExpectation expected,
        CancellationToken ct
    )
    {
        var status = (int)answer.StatusCode;
        // A redirect would lead where nobody has looked (RFC 9110 §15.4).
        if (status is >= 300 and < 400)
            return new Fetched.Refused(FetchFault.Redirected, $"{host} answered with a redirect ({status}).", status);
        if (status != 200 && (expected.WantsBody || status is < 200 or >= 300))
            return new Fetched.Refused(FetchFault.Status, $"{host} answered {status}.", status);

        var type = answer.Content.Headers.ContentType?.MediaType;
        if (!expected.WantsBody)
            return new Fetched.Done(ReadOnlyMemory<byte>.Empty, type, FreshFor: null);
        if (WhyNotRead(answer, type, expected) is { } why)
            return new Fetched.Refused(FetchFault.WrongType, $"{host} {why}.", status);
        return await BodyAsync(answer, expected.LargestBody, ct) is { } body
            ? new Fetched.Done(body, type, FreshFor(answer))
            : new Fetched.Refused(
                FetchFault.TooLarge,
                $"{host} answered with more than {expected.LargestBody} bytes.",
                status
            );
    }

    private static string? WhyNotRead(HttpResponseMessage answer, string? type, FetchExpectation expected)
    {
        // We asked for none (RFC 9110 §12.5.3): a few bytes that unpack to a gigabyte are not read.
        if (answer.Content.Headers.ContentEncoding.Any(coding => coding != "identity"))
            return "answered with a compressed document";
        return expected.ContentTypes.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"answered with a document that is not {string.Join(" or ", expected.ContentTypes)}";
    }

    private static async Task<byte[]?> BodyAsync(HttpResponseMessage answer, int largest, CancellationToken ct)
    {
        if (answer.Content.Headers.ContentLength > largest)
            return null;
        var buffer = new byte[largest + 1];
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > largest ? null : buffer[..length];
    }

    // RFC 9111 §4.2: how long it may be kept, less the time that caches on the way have had it already.
    private static TimeSpan? FreshFor(HttpResponseMessage answer)
    {
        if (answer.Headers.CacheControl is not { } said)
            return null;
        if (said.NoStore || said.NoCache)
            return TimeSpan.Zero;
        if (said.MaxAge is not { } life)
            return null;
        var left = life - (answer.Headers.Age ?? TimeSpan.Zero);
        return left < TimeSpan.Zero ? TimeSpan.Zero
            : left > LongestFreshness ? LongestFreshness
            : left;
    }
}
