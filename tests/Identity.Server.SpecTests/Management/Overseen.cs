using System.Text.Json;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;

namespace Identity.Server.SpecTests.Management;

/// <summary>What tests ask of the management for each other's sake, said once.</summary>
internal static class Overseen
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<string> IdOfAsync(this Administration admins, string email) =>
        (await admins.Server.Get<People>().FindActiveAsync(email, Ct))!.Id.ToString();

    /// <summary>The latest event of a kind: it is stored a moment after it happened.</summary>
    /// <param name="filter">Another filter of the audit.</param>
    public static async Task<JsonElement> ToldAsync(this Administration admins, string kind, string filter)
    {
        for (var looks = 0; looks < 1000; looks++)
        {
            var found = await admins.GetAsync(admins.Auditor, $"/audit?kind={kind}&{filter}&limit=1");
            found.ShouldSucceed();
            if (found.Json.GetProperty("items") is { } items && items.GetArrayLength() > 0)
                return items[0];
            await Task.Delay(10, Ct);
        }
        throw new Xunit.Sdk.XunitException($"The audit was told of no {kind}.");
    }
}
