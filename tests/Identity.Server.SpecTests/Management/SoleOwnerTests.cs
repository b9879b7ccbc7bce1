using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>The last owner, on a server to which no others come.</summary>
public sealed class SoleOwnerTests(Administration admins) : IClassFixture<Administration>
{
    [Fact]
    public async Task The_last_owner_is_neither_suspended_nor_deleted()
    {
        var path = $"/users/{admins.Owner.Id}";

        (await SendAsync(admins.Owner, "PUT", $"{path}/suspension", "{}")).ShouldBeProblem(409, "conflict");
        (await SendAsync(admins.Owner, "DELETE", path)).ShouldBeProblem(409, "conflict");

        var second = await admins.AddAsync("owner");
        (await SendAsync(second, "PUT", $"{path}/suspension", "{}")).ShouldSucceed();
        (await SendAsync(second, "DELETE", $"/users/{second.Id}")).ShouldBeProblem(409, "conflict");
        (await admins.GetAsync(admins.Owner, "/me")).ShouldBeProblem(401, "unauthenticated");
    }

    private Task<TestAnswer> SendAsync(Admin admin, string method, string path, string? json = null) =>
        admins.SendAsync(admin, method, path, json, ("If-Match", "*"));
}
