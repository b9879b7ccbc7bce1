using System.Net;
using Identity.Server.Audit;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Audit;

/// <summary>What people and clients do is told to the audit: who, whom, from where, and why it was refused.</summary>
public sealed class AuditedSignInTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sign_in_says_whose_it_is_where_it_came_from_and_what_the_request_is_called()
    {
        var scene = await Scene.SetAsync(host.Server);

        var token = await scene.SignInAsync();

        var told = await ToldAsync(AuditKind.SignIn, AuditParty.User(SubjectOf(token)));
        Assert.Null(told.Refusal);
        Assert.Equal(IPAddress.Loopback, told.Address?.MapToIPv4());
        Assert.Matches("^[0-9a-f]{32}$", told.Correlation);
        Assert.Null(told.Details);
    }

    [Fact]
    public async Task A_refused_sign_in_says_why_and_the_client_learns_nothing_of_it()
    {
        var scene = await Scene.SetAsync(host.Server);
        var user = AuditParty.User(SubjectOf(await scene.SignInAsync()));

        var refused = await host.Server.TokenAsync(
            scene.Client,
            ("grant_type", "password"),
            ("username", scene.Email),
            ("password", "not the password")
        );

        Assert.Equal("invalid_grant", refused["error"]);
        var told = await ToldAsync(AuditKind.SignIn, user, refused: true);
        Assert.Equal("wrong password", told.Refusal);
        Assert.DoesNotContain("wrong password", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_has_no_account_is_told_and_what_is_no_address_is_not()
    {
        var scene = await Scene.SetAsync(host.Server);
        var email = $"{TestClients.Unique("nobody")}@example.com";

        await host.Server.SignInAsync(scene.Client, email, scene.EveryScope);
        await host.Server.SignInAsync(scene.Client, "pa55word typed one field too early", scene.EveryScope);

        Audited[] strangers = [];
        for (var looks = 0; strangers.Length < 2 && looks < 1000; looks++)
        {
            await Task.Delay(10, Ct);
            strangers =
            [
                .. (await FindAsync(AuditKind.SignIn, party: null, refused: true))
                    .Where(entry => entry.Target is null)
                    .Select(entry => new Audited(entry.Refusal, entry.Details)),
            ];
        }

        Assert.Contains(strangers, one => one.Details?.Contains(email, StringComparison.Ordinal) == true);
        Assert.All(strangers, one => Assert.Equal("no such account", one.Refusal));
        Assert.DoesNotContain(strangers, one => one.Details?.Contains("pa55word", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_is_told()
    {
        var scene = await Scene.SetAsync(host.Server);
        var first = await scene.FirstRefreshTokenAsync();
        var second = (await scene.RefreshAsync(first)).Issued("refresh_token");
        await scene.RefreshAsync(second);

        // The one before the one before is no repeat that was lost on the way.
        Assert.Equal("invalid_grant", (await scene.RefreshAsync(first))["error"]);

        var told = await ToldAsync(AuditKind.RefreshTokenReuse, party: null, refused: true);
        Assert.StartsWith("grant:", told.Target, StringComparison.Ordinal);
        Assert.Contains("is revoked", told.Refusal, StringComparison.Ordinal);
    }

    private sealed record Audited(string? Refusal, string? Details);

    private static Guid SubjectOf(TestAnswer token) =>
        ServedKeys.Claims(token.Issued("access_token")).GetProperty("sub").GetGuid();

    private async Task<AuditEntry> ToldAsync(string kind, AuditParty? party, bool? refused = null)
    {
        for (var looks = 0; looks < 1000; looks++)
        {
            if (await FindAsync(kind, party, refused) is [var latest, ..])
                return latest;
            await Task.Delay(10, Ct);
        }
        throw new Xunit.Sdk.XunitException($"The audit was told of no {kind}.");
    }

    private Task<IReadOnlyList<AuditEntry>> FindAsync(string kind, AuditParty? party, bool? refused) =>
        host
            .Server.Get<AuditStorage>()
            .FindAsync(
                new AuditQuery(
                    TimeProvider.System.GetUtcNow().AddHours(-1),
                    TimeProvider.System.GetUtcNow().AddHours(1),
                    Take: 50
                )
                {
                    Kind = kind,
                    Party = party,
                    Refused = refused,
                },
                Ct
            );
}
