using System.Globalization;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Authorize;

/// <summary>What a client wants its person to be asked: whether they have to sign in anew, consent anew, or not be asked at all.</summary>
/// <param name="MaxAge">How many seconds ago the sign-in may have been; null where the client does not say.</param>
/// <remarks>OpenID Connect Core §3.1.2.1.</remarks>
internal sealed record RequestedQuestions(Prompts Prompts, int? MaxAge)
{
    public static Outcome<RequestedQuestions> Read(AuthorizationParameters parameters)
    {
        if (ReadPrompts(parameters[Parameter.Prompt]) is not { } prompts)
            return ProtocolError.InvalidRequest("prompt is not a list of known values, of which none stands alone.");
        if (!TryReadMaxAge(parameters[Parameter.MaxAge], out var maxAge))
            return ProtocolError.InvalidRequest("max_age is not a number of seconds.");
        return new RequestedQuestions(prompts, maxAge);
    }

    private static Prompts? ReadPrompts(string? text)
    {
        var prompts = Prompts.Unspecified;
        foreach (var word in text?.Split(' ') ?? [])
        {
            prompts |= word switch
            {
                "none" => Prompts.None,
                "login" => Prompts.Login,
                "consent" => Prompts.Consent,
                "select_account" => Prompts.SelectAccount,
                "create" => Prompts.Create,
                _ => Prompts.Unspecified,
            };
            if (word is not ("none" or "login" or "consent" or "select_account" or "create"))
                return null;
        }
        // OpenID Connect Core §3.1.2.1: none with another value is an error.
        return prompts.HasFlag(Prompts.None) && prompts != Prompts.None ? null : prompts;
    }

    private static bool TryReadMaxAge(string? text, out int? seconds)
    {
        seconds = null;
        if (text is null)
            return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read))
            return false;
        seconds = read;
        return true;
    }
}
