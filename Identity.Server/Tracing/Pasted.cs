using System.Text.Json;
using System.Text.RegularExpressions;

namespace Identity.Server.Tracing;

/// <summary>What somebody pasted, recognised by its looks.</summary>
internal abstract partial record Pasted
{
    /// <summary>As much as a request may have in a body.</summary>
    public const int Longest = 32 * 1024;

    private const string QueryMark = "client_id=";
    private const string PageMark = "request=ar_";
    private const string PushedMark = "urn:ietf:params:oauth:request_uri:";

    // What an app is answered with, and what a token endpoint answers: the part that is worth most to whoever asks.
    private static readonly string[] Carriers = ["access_token", "code", "id_token", "refresh_token", "token"];

    /// <returns>What it is; a token where nothing else fits.</returns>
    public static Pasted Read(string text)
    {
        var pasted = text.Trim().Trim('"', '\'', '`').Trim();
        if (pasted.Length == 0)
        {
            return new PastedNothing(
                "There is nothing to retrace. Paste an authorize URL, a token or a request's number."
            );
        }
        if (pasted.Length > Longest)
            return new PastedNothing($"That is longer than {Longest} characters, and no request or token is.");
        if (NumberOf(pasted) is { } number)
            return new PastedNumber(number);
        if (pasted.StartsWith(PushedMark, StringComparison.Ordinal))
            return new PastedRequest("") { Handle = pasted };
        if (QueryOf(pasted) is { } query)
            return ReadQuery(query);
        return pasted.StartsWith('{') ? ReadAnswer(pasted) : new PastedToken(WithoutScheme(pasted));
    }

    private static Pasted ReadQuery(string query)
    {
        if (query.Contains(QueryMark, StringComparison.Ordinal))
            return new PastedRequest(query);
        if (ValueOf(query, "request") is { } handle && query.Contains(PageMark, StringComparison.Ordinal))
            return new PastedRequest("") { Handle = handle };
        foreach (var carrier in Carriers)
        {
            if (ValueOf(query, carrier) is { } token)
                return new PastedToken(token);
        }
        return ValueOf(query, "error") is { } error
            ? new PastedNothing(
                $"That is an answer, and it says {error}. Paste the address that the app sent the browser to, or look for the refusal in the audit."
            )
            : new PastedRequest(query);
    }

    // What a token endpoint answered.
    private static Pasted ReadAnswer(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var carrier in Carriers)
            {
                if (
                    json.RootElement.TryGetProperty(carrier, out var member)
                    && member.ValueKind == JsonValueKind.String
                )
                {
                    return new PastedToken(member.GetString()!);
                }
            }
        }
        catch (JsonException)
        {
            // It only begins as JSON does.
        }
        return new PastedNothing("That looks like JSON, and there is no token in it.");
    }

    private static string? NumberOf(string text)
    {
        var number = TraceParent().Match(text) is { Success: true } parent ? parent.Groups["number"].Value : text;
        return Number().IsMatch(number) ? number.ToLowerInvariant() : null;
    }

    // A fragment is where tokens come back. An address with the one mark of a request is a request, whatever else it has.
    private static string? QueryOf(string text)
    {
        if (!Address().IsMatch(text) && !text.StartsWith('/'))
        {
            return text.StartsWith('?') || text.Contains(QueryMark, StringComparison.Ordinal)
                ? text.TrimStart('?')
                : null;
        }
        var (address, fragment) = Split(text, '#');
        var (_, query) = Split(address, '?');
        return fragment.Length > 0 && !query.Contains(QueryMark, StringComparison.Ordinal) ? fragment : query;
    }

    private static (string Before, string After) Split(string text, char mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "");

    private static string? ValueOf(string query, string name)
    {
        foreach (var pair in query.Split('&'))
        {
            if (pair.Split('=', 2) is [var key, { Length: > 0 } value] && key == name)
                return Uri.UnescapeDataString(value.Replace('+', ' '));
        }
        return null;
    }

    private static string WithoutScheme(string text) =>
        AuthorizationScheme().Replace(text, "") is { Length: > 0 } token ? token : text;

    [GeneratedRegex("^[0-9a-fA-F]{32}$", RegexOptions.None, 1000)]
    private static partial Regex Number();

    /// <remarks>The traceparent of W3C Trace Context, in which requests bring the number that they are known by elsewhere.</remarks>
    [GeneratedRegex(
        "^[0-9a-f]{2}-(?<number>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex TraceParent();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*://", RegexOptions.None, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(
        @"^(Authorization:\s*)?(Bearer|DPoP)\s+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex AuthorizationScheme();
}

/// <summary>An authorization request, as the query of its address.</summary>
internal sealed record PastedRequest(string Query) : Pasted
{
    /// <summary>In its place the name of one that is stored: one that was pushed, or one that waits for its person.</summary>
    public string? Handle { get; init; }

    /// <summary>Of whom it is asked how they would fare: an id or an e-mail address; null for nobody in particular.</summary>
    public string? User { get; init; }
}

/// <summary>Something that an app holds: an access token, a refresh token, a code.</summary>
internal sealed record PastedToken(string Text) : Pasted
{
    public override string ToString() => nameof(PastedToken);
}

/// <summary>The number by which log, audit and error pages know a request.</summary>
internal sealed record PastedNumber(string Number) : Pasted;

/// <summary>Nothing that could be retraced.</summary>
/// <param name="Why">A sentence for whoever pasted it.</param>
internal sealed record PastedNothing(string Why) : Pasted;
