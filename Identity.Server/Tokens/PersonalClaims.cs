using System.Text.Json;

namespace Identity.Server.Tokens;

/// <summary>Writes what is known of a person, under the standard names. What is not known is left out.</summary>
/// <remarks>OpenID Connect Core §5.1 and OpenID Connect Core §5.3.2.</remarks>
internal static class PersonalClaims
{
    public static void Write(TokenPayload payload, IEnumerable<string> claims, Subject subject)
    {
        // Read when the first claim wants it: most ID tokens say nothing of a person but who it is.
        JsonElement? details = null;
        foreach (var claim in claims.Distinct(StringComparer.Ordinal))
        {
            if (TryWrite(payload, claim, subject) || subject.Details is null)
                continue;
            details ??= JsonElement.Parse(subject.Details);
            WriteDetail(payload, claim, details.Value);
        }
    }

    /// <summary>Writes a claim that has a column of its own.</summary>
    /// <returns>False for a claim that has none.</returns>
    public static bool TryWrite(TokenPayload payload, string claim, Subject subject)
    {
        switch (claim)
        {
            case "email":
                payload.Write(claim, subject.Email);
                return true;
            case "email_verified":
                payload.Write(claim, subject.EmailVerified);
                return true;
            case "name":
                payload.Write(claim, subject.Name);
                return true;
            case "zoneinfo":
                payload.Write(claim, subject.TimeZone);
                return true;
            case "locale":
                payload.Write(claim, subject.Locale);
                return true;
            case "updated_at":
                if (subject.UpdatedAt is { } changed)
                    payload.Write(claim, changed);
                return true;
            default:
                return false;
        }
    }

    private static void WriteDetail(TokenPayload payload, string claim, JsonElement details)
    {
        if (details.TryGetProperty(claim, out var value))
            payload.Write(claim, value);
        // OpenID Connect Core §5.1: of a number that nobody has called, it is said that nobody has.
        else if (claim == "phone_number_verified" && details.TryGetProperty("phone_number", out _))
            payload.Write(claim, value: false);
    }
}
