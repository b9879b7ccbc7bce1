using System.Globalization;
using System.Text;
using Identity.Server.Clients;

namespace Identity.Server.Protocol.Wire;

/// <summary>A refusal: what the client may read, and what only our log may read.</summary>
/// <remarks>RFC 6749 §5.2 writes it as JSON.</remarks>
internal sealed record ProtocolError(string Code, string Description, int Status = StatusCodes.Status400BadRequest)
{
    /// <summary>Why, for log and audit. Never written to a response: it would tell a guesser how close the guess was.</summary>
    public string? Reason { get; init; }

    /// <summary>Whose request it was, once that is known: for the audit as well.</summary>
    public string? ClientId { get; init; }

    /// <summary>
    /// Whether the audit is to hear of it. Not of what it has heard already from the room where it happened, nor of what is
    /// no more than "not yet", "not now" or "who are you?": clients hear that all the time.
    /// </summary>
    public bool IsForAudit { get; init; } = true;

    /// <summary>The WWW-Authenticate header that goes with it.</summary>
    public string? Challenge { get; init; }

    /// <summary>Whether the challenge is all that is said: the code and its sentence are for the log.</summary>
    public bool IsChallengeAlone { get; init; }

    public TimeSpan? RetryAfter { get; private init; }

    public static ProtocolError InvalidRequest(string description) => new("invalid_request", description);

    public static ProtocolError InvalidGrant(string reason) =>
        new("invalid_grant", "The grant is invalid, expired, revoked or was issued to another client.")
        {
            Reason = reason,
        };

    /// <summary>For first-party clients alone, after the password was right: the person may know why.</summary>
    public static ProtocolError InvalidGrantBecause(string description) =>
        new("invalid_grant", Fit(description)) { Reason = description };

    /// <remarks>RFC 6749 §5.2: 401, and the challenge of the scheme that clients authenticate with.</remarks>
    public static ProtocolError InvalidClient(string reason, string? clientId = null) =>
        new("invalid_client", "Client authentication failed.", StatusCodes.Status401Unauthorized)
        {
            Reason = reason,
            ClientId = clientId,
            Challenge = "Basic realm=\"identity\", charset=\"UTF-8\"",
        };

    public static ProtocolError UnauthorizedClient(string description) => new("unauthorized_client", description);

    public static ProtocolError UnsupportedGrantType() =>
        new("unsupported_grant_type", "The grant_type is not supported.");

    /// <remarks>RFC 6749 §4.1.2.1.</remarks>
    public static ProtocolError UnsupportedResponseType() =>
        new("unsupported_response_type", "The response_type is not supported.");

    public static ProtocolError InvalidScope(string description) => new("invalid_scope", description);

    /// <remarks>RFC 8707 §2.</remarks>
    public static ProtocolError InvalidTarget(string description) => new("invalid_target", description);

    /// <remarks>RFC 9101 §7.</remarks>
    public static ProtocolError InvalidRequestObject(string description) => new("invalid_request_object", description);

    /// <inheritdoc cref="InvalidRequestObject"/>
    public static ProtocolError InvalidRequestObjectBecause(string reason) =>
        InvalidRequestObject("The request object was not signed by the client, for this server and for now.") with
        {
            Reason = reason,
        };

    /// <remarks>RFC 9101 §7.</remarks>
    public static ProtocolError InvalidRequestUri(string description) => new("invalid_request_uri", description);

    /// <inheritdoc cref="InvalidRequestUri"/>
    public static ProtocolError InvalidRequestUriBecause(string reason) =>
        InvalidRequestUri("There is no request object at request_uri.") with
        {
            Reason = reason,
        };

    public static ProtocolError TooLarge() =>
        new("invalid_request", "The request body is too large.", StatusCodes.Status413PayloadTooLarge);

    /// <remarks>RFC 9110 §15.5.16: a body that is compressed or otherwise encoded.</remarks>
    public static ProtocolError UnsupportedEncoding() =>
        new("invalid_request", "The content encoding is not supported.", StatusCodes.Status415UnsupportedMediaType);

    public static ProtocolError Busy(TimeSpan retryAfter) =>
        new(
            "temporarily_unavailable",
            "The server is busy. Try again shortly.",
            StatusCodes.Status503ServiceUnavailable
        )
        {
            RetryAfter = retryAfter,
            IsForAudit = false,
        };

    /// <summary>Something is to be encrypted to the client, whose keys cannot be fetched, or are not for that.</summary>
    public static ProtocolError NoEncryptionKey() =>
        new(
            "temporarily_unavailable",
            "The client has no key now that the answer could be encrypted with.",
            StatusCodes.Status503ServiceUnavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(30),
        };

    /// <remarks>RFC 6585 §4; RFC 6749 §8.5 lets a server add codes, and none of its own says this.</remarks>
    public static ProtocolError TooManyAttempts(TimeSpan retryAfter) =>
        new("too_many_attempts", "There were too many attempts. Try again later.", StatusCodes.Status429TooManyRequests)
        {
            RetryAfter = retryAfter,
            IsForAudit = false,
        };

    public ErrorAnswer AsJson() => new(this);

    /// <summary>For a client that has shown that it is itself.</summary>
    public ErrorAnswer AsJson(Client client) => new(this with { ClientId = client.ClientId });

    // RFC 6749 §5.2: a description is %x20-21 / %x23-5B / %x5D-7E. A letter keeps its stem, the rest is shown as missing.
    private static string Fit(string words) =>
        string.Concat(
            words
                .Normalize(NormalizationForm.FormKD)
                .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                .Select(c =>
                    c switch
                    {
                        '"' => '\'',
                        '\\' => '/',
                        >= ' ' and <= '~' => c,
                        _ => char.IsWhiteSpace(c) ? ' ' : '?',
                    }
                )
        );
}
