using Identity.Server.Roles;

namespace Identity.Server.Management.Wire;

/// <summary>Why a call was not done, for a program by its code and for people by its sentence.</summary>
/// <remarks>RFC 9457 §3. What only we may know of the reason is not in it.</remarks>
internal sealed record Problem(string Code, int Status, string Title, string Detail)
{
    private const string TypePrefix = "urn:identity:problem:";

    public string Type => TypePrefix + Code;

    /// <summary>By member of the body, or parameter: the sentences about it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    /// <summary>The permission that would have been needed.</summary>
    public Permission? Permission { get; init; }

    /// <summary>The challenge of a 401 (RFC 6750 §3).</summary>
    public string? Challenge { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>For the log, where the answer must not say it.</summary>
    public string? Reason { get; init; }

    public static Problem Forbidden(Permission missing) =>
        new("forbidden", 403, "Not allowed", $"This needs the permission {missing}, which you do not have.")
        {
            Permission = missing,
        };

    /// <summary>By one of the rules of <see cref="RaisingRules"/>.</summary>
    public static Problem Forbidden(RightsProblem why) =>
        new("forbidden", 403, "Not allowed", why.Sentence) { Permission = why.Lacking, Reason = why.Sentence };

    public static Problem NotFound(string sentence) => new("not_found", 404, "Not found", sentence);

    public static Problem Conflict(string sentence) => new("conflict", 409, "Not possible as things are", sentence);

    /// <remarks>RFC 9110 §15.5.13.</remarks>
    public static Problem PreconditionFailed() =>
        new(
            "precondition_failed",
            412,
            "Changed meanwhile",
            "Somebody has changed this since you read it. Read it again, and decide anew."
        );

    /// <remarks>RFC 6585 §3.</remarks>
    public static Problem PreconditionRequired() =>
        new(
            "precondition_required",
            428,
            "If-Match is missing",
            "Send If-Match with the ETag of what you have read, or * to change it whatever it is by now."
        );

    public static Problem Malformed(string sentence) => new("malformed", 400, "Not understood", sentence);

    public static Problem Invalid(IReadOnlyDictionary<string, IReadOnlyList<string>> errors) =>
        new(
            "invalid",
            422,
            "Not valid",
            string.Join(' ', errors.SelectMany(error => error.Value).Distinct(StringComparer.Ordinal).Take(3))
        )
        {
            Errors = errors,
        };

    public static Problem Invalid(string member, string sentence) =>
        Invalid(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [member] = [sentence] });

    public static Problem TooLarge(int most) =>
        new("too_large", 413, "Too large", $"A body has at most {most / 1024} KiB.");

    public static Problem UnsupportedType(string sentence) =>
        new("unsupported_media_type", 415, "Another content type", sentence);

    public static Problem IdempotencyMismatch() =>
        new(
            "idempotency_mismatch",
            422,
            "Idempotency-Key was used",
            "You have sent this Idempotency-Key with another body before. A new wish needs a new key."
        );

    public static Problem InProgress() =>
        new("in_progress", 409, "Still being done", "A call with this Idempotency-Key is being worked on.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    public static Problem Busy(TimeSpan retryAfter) =>
        new("busy", 503, "Busy", "The server cannot do this now. Try again shortly.") { RetryAfter = retryAfter };

    public override string ToString() => $"{Status} {Code}";
}
