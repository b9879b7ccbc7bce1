using Identity.Server.Mail;
using Identity.Server.Users;
using Identity.Server.Users.SingleUse;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>The links of letters, issued as their writers issue them.</summary>
internal static class Links
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="email">Whose.</param>
    /// <param name="about">The new address, where the link is about one.</param>
    public static async Task<string> LinkTokenAsync(
        this TestServer server,
        SingleUsePurpose purpose,
        string email,
        string? about = null
    )
    {
        var person = await server.Get<People>().FindActiveAsync(email, Ct);
        var now = server.Get<TimeProvider>().GetUtcNow();
        var letter = new QueuedLetter(
            Guid.CreateVersion7(now),
            now,
            purpose.Name,
            email,
            new Dictionary<string, string>(StringComparer.Ordinal)
        );
        return (await server.Get<SingleUseTokens>().IssueAsync(purpose, person!.Id, letter, about, Ct))!;
    }
}
