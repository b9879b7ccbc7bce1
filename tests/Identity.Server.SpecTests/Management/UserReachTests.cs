using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>Whom administrators reach: nobody who may do more than they, and never the last owner.</summary>
[Collection<AdministrationTests>]
public sealed class UserReachTests(Administration admins)
{
    // Everything that touches somebody, with a body where it takes one.
    public static TheoryData<string, string, string?> Deeds() =>
        new()
        {
            { "PATCH", "", """{"name":"Somebody else"}""" },
            { "PATCH", "", """{"email":"attacker@example.com","email_verified":true}""" },
            { "PUT", "/suspension", """{}""" },
            { "DELETE", "/suspension", null },
            { "PUT", "/password", """{"password":"seven green lanterns hum"}""" },
            { "POST", "/password-letter", null },
            { "POST", "/verification-letter", null },
            { "POST", "/invitation-letter", null },
            { "GET", "/export", null },
            { "DELETE", "/sessions", null },
        };

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task A_helpdesk_cannot_touch_an_administrator(string method, string deed, string? body)
    {
        var before = await admins.GetAsync(admins.Owner, $"/users/{admins.Administrator.Id}");

        var refused = await SendAsync(admins.Helpdesk, method, $"/users/{admins.Administrator.Id}{deed}", body);

        refused.ShouldBeProblem(403, "forbidden");
        Assert.Equal(before.Body, (await admins.GetAsync(admins.Owner, $"/users/{admins.Administrator.Id}")).Body);
    }

    [Fact]
    public async Task An_administrator_cannot_touch_an_owner_nor_make_one()
    {
        foreach (var (method, deed, body) in Deeds().Select(row => row.Data))
        {
            (await SendAsync(admins.Administrator, method, $"/users/{admins.Owner.Id}{deed}", body)).ShouldBeProblem(
                403,
                "forbidden"
            );
        }

        (await SendAsync(admins.Administrator, "DELETE", $"/users/{admins.Owner.Id}")).ShouldBeProblem(
            403,
            "forbidden"
        );
        var made = await CreateAsync(admins.Administrator, "owner");
        made.ShouldBeProblem(403, "forbidden");
        Assert.Equal("owners.write", made["permission"]);
        (await CreateAsync(admins.Administrator, "administrator")).ShouldSucceedWith(201);
    }

    [Fact]
    public async Task Nobody_gives_roles_by_making_an_account_who_may_not_give_them()
    {
        var email = $"{TestClients.Unique("unmade")}@example.com";

        var refused = await CreateAsync(admins.Helpdesk, "helpdesk", email);

        refused.ShouldBeProblem(403, "forbidden");
        Assert.Equal("roles.write", refused["permission"]);
        Assert.Empty((await admins.GetAsync(admins.Owner, $"/users?search={email}")).Items("id"));
        var unknown = await CreateAsync(admins.Owner, "nothing", email);
        Assert.Single(unknown.ErrorsOf("roles"));
        Assert.Empty((await admins.GetAsync(admins.Owner, $"/users?search={email}")).Items("id"));
    }

    [Fact]
    public async Task Nobody_changes_their_own_roles()
    {
        (await SetRolesAsync(admins.Administrator, admins.Administrator.Id, "auditor")).ShouldBeProblem(
            403,
            "forbidden"
        );
        (await SetRolesAsync(admins.Owner, admins.Owner.Id, "auditor")).ShouldBeProblem(403, "forbidden");
    }

    [Fact]
    public async Task A_machine_reaches_as_far_as_its_role()
    {
        var machine = await admins.AddMachineAsync(await admins.AddRoleAsync("users.read", "users.write"));
        var email = await admins.Server.AddUserAsync();
        var id = (await admins.Server.FindAccountAsync(email)).Id;

        (await SendAsync(machine, "PATCH", $"/users/{id}", """{"name":"By a machine"}""")).ShouldSucceed();
        (await SendAsync(machine, "PATCH", $"/users/{admins.Helpdesk.Id}", """{"name":"x"}""")).ShouldBeProblem(
            403,
            "forbidden"
        );
    }

    private Task<TestAnswer> SendAsync(Admin admin, string method, string path, string? json = null) =>
        admins.SendAsync(admin, method, path, json, ("If-Match", "*"));

    private Task<TestAnswer> SetRolesAsync(Admin admin, string id, string role) =>
        SendAsync(admin, "PUT", $"/users/{id}/roles", $$"""{"roles":["{{role}}"]}""");

    private Task<TestAnswer> CreateAsync(Admin admin, string role, string? email = null) =>
        admins.SendAsync(
            admin,
            "POST",
            "/users",
            $$"""{"email":"{{email ?? $"{TestClients.Unique("made")}@example.com"}}","roles":["{{role}}"]}"""
        );
}
