using System.Text.Json;
using Identity.Jose.Wire;

namespace Identity.Authentication.Provider;

/// <summary>What a provider answered.</summary>
internal abstract record ProviderAnswer
{
    private ProviderAnswer() { }

    /// <summary>A status of success.</summary>
    /// <param name="Body">As it came, for what is no JSON object, such as a signed answer.</param>
    public sealed record Success(ReadOnlyMemory<byte> Body, string? ContentType) : ProviderAnswer
    {
        /// <returns>Null where the body is no JSON object of distinct members.</returns>
        public JsonElement? Json => StrictJson.TryParseObject(Body.Span, out var json) ? json : null;

        /// <summary>Says nothing of what may be tokens.</summary>
        public override string ToString() => $"{Body.Length} bytes of {ContentType}";
    }

    /// <summary>A refusal, and what it was refused for.</summary>
    /// <param name="Error">The code of RFC 6749 §5.2 or another document; null where the answer has none that is well-formed.</param>
    /// <param name="Description">For the log alone: somebody else wrote it.</param>
    /// <param name="DpopNonce">What the next proof must hold: RFC 9449 §8.</param>
    public sealed record Refused(int Status, string? Error, string? Description, string? DpopNonce) : ProviderAnswer
    {
        public override string ToString() =>
            $"{Status} {Error ?? "without an error code"}{(Description is null ? "" : $": {Description}")}";
    }

    /// <summary>Nothing came that could be read.</summary>
    /// <param name="Reason">A sentence for the log; of the address it names the host alone.</param>
    public sealed record Unreachable(string Reason) : ProviderAnswer;

    public static ProviderAnswer Read(HttpResponseMessage answer, byte[] body, string? host)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var status = (int)answer.StatusCode;
        if (status is >= 300 and < 400)
            return new Unreachable($"{host} answered with a redirect ({status}).");
        if (status >= 500)
            return new Unreachable($"{host} answered {status}.");
        if (answer.IsSuccessStatusCode)
            return new Success(body, answer.Content.Headers.ContentType?.MediaType);

        var nonce = answer.Headers.TryGetValues("DPoP-Nonce", out var nonces) ? nonces.FirstOrDefault() : null;
        return StrictJson.TryParseObject(body, out var json)
            ? new Refused(status, ErrorCode(json), OneLine(json), nonce)
            : new Refused(status, Error: null, Description: null, nonce);
    }

    // RFC 6749 §5.2: an error is printable ASCII without quotes and backslashes.
    private static string? ErrorCode(JsonElement json) =>
        StrictJson.TryReadString(json, "error", out var error)
        && error is { Length: > 0 and <= 100 }
        && error.All(letter => letter is > ' ' and <= '~' and not '"' and not '\\')
            ? error
            : null;

    private static string? OneLine(JsonElement json) =>
        StrictJson.TryReadString(json, "error_description", out var text) && text is not null
            ? string.Concat(text.Take(300).Select(letter => char.IsControl(letter) ? '?' : letter))
            : null;
}
