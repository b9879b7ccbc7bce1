using Microsoft.AspNetCore.Authorization;

namespace IssueTracker.Api;

/// <summary>Who may manage: somebody whose e-mail address is known to be theirs.</summary>
internal static class Managers
{
    // The front end's client lets nobody sign in before that. The tokens of any other client must say it themselves.
    private const string FrontEnd = "issue-tracker";

    public static bool AreVerified(AuthorizationHandlerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.User.HasClaim("client_id", FrontEnd) || context.User.HasClaim("email_verified", "true");
    }
}
