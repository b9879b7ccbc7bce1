using Identity.Server.Audit;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>Roles over the wire: making, changing and deleting them, and nobody raising themselves.</summary>
[Collection<AdministrationTests>]
public sealed class RoleTests(Administration admins)
{
    [Fact, Spec("RFC 9110 §10.2.2"), Spec("RFC 9110 §15.3.2")]
    public async Task A_role_is_made_read_changed_and_deleted()
    {
        var name = TestClients.Unique("support");
        var made = await PostAsync(admins.Owner, Body(name, "users.read", "sessions.read"));
        Assert.Equal(201, made.Status);
        Assert.Equal($"/api/v1/roles/{name}", made.Response.Headers.Location?.ToString());

        var read = await admins.GetAsync(admins.Owner, $"/roles/{name}");
        Assert.Equal(made.ETag(), read.ETag());
        Assert.Equal(["users.read", "sessions.read"], read.Texts("permissions"));
        Assert.Equal(("False", "0"), (read["is_built_in"], read["members"]));

        var changed = await PatchAsync(admins.Owner, name, """{"description":"Helps"}""", read.ETag());
        changed.ShouldSucceed();
        Assert.NotEqual(read.ETag(), changed.ETag());
        Assert.Equal("Helps", changed["description"]);
        Assert.Equal(["users.read", "sessions.read"], changed.Texts("permissions"));

        var deleted = await admins.SendAsync(
            admins.Owner,
            "DELETE",
            $"/roles/{name}",
            json: null,
            ("If-Match", changed.ETag())
        );
        Assert.Equal(204, deleted.Status);
        (await admins.GetAsync(admins.Owner, $"/roles/{name}")).ShouldBeProblem(404, "not_found");
    }

    [Fact, Spec("RFC 6585 §3"), Spec("RFC 9110 §13.1.1")]
    public async Task A_change_that_was_thought_up_for_another_version_overwrites_nothing()
    {
        var name = await admins.AddRoleAsync("users.read");
        var seen = (await admins.GetAsync(admins.Owner, $"/roles/{name}")).ETag();
        (await PatchAsync(admins.Administrator, name, """{"description":"first"}""", seen)).ShouldSucceed();

        (await PatchAsync(admins.Owner, name, """{"description":"second"}""", seen)).ShouldBeProblem(
            412,
            "precondition_failed"
        );
        (await PatchAsync(admins.Owner, name, """{"description":"second"}""", ifMatch: null)).ShouldBeProblem(
            428,
            "precondition_required"
        );
        (await PatchAsync(admins.Owner, name, """{"description":"second"}""", $"W/{seen}")).ShouldBeProblem(
            412,
            "precondition_failed"
        );
        Assert.Equal("first", (await admins.GetAsync(admins.Owner, $"/roles/{name}"))["description"]);
        (await PatchAsync(admins.Owner, name, """{"description":"second"}""", "*")).ShouldSucceed();
    }

    [Fact]
    public async Task Roles_of_the_server_stay_as_they_are()
    {
        (await PatchAsync(admins.Owner, "helpdesk", """{"permissions":[]}""", "*")).ShouldBeProblem(409, "conflict");
        (
            await admins.SendAsync(admins.Owner, "DELETE", "/roles/auditor", json: null, ("If-Match", "*"))
        ).ShouldBeProblem(409, "conflict");
        (await PostAsync(admins.Owner, Body("owner", "users.read"))).ShouldBeProblem(409, "conflict");
    }

    [Fact]
    public async Task A_role_that_somebody_has_is_not_deleted()
    {
        var name = await admins.AddRoleAsync("users.read");
        var member = await admins.AddAsync(name);

        var refused = await admins.SendAsync(admins.Owner, "DELETE", $"/roles/{name}", json: null, ("If-Match", "*"));
        var listed = await admins.GetAsync(admins.Auditor, $"/roles/{name}/members");

        refused.ShouldBeProblem(409, "conflict");
        Assert.Equal([member.Id], listed.Items("id"));
        Assert.Equal([member.Email!], listed.Items("email"));
    }

    [Fact]
    public async Task Nobody_makes_or_widens_a_role_beyond_what_they_hold()
    {
        var maker = await admins.AddAsync(await admins.AddRoleAsync("roles.read", "roles.write", "users.read"));
        var name = TestClients.Unique("mine");

        var beyond = await PostAsync(maker, Body(name, "users.read", "keys.write"));
        beyond.ShouldBeProblem(403, "forbidden");
        Assert.Equal("keys.write", beyond["permission"]);
        Assert.Equal(201, (await PostAsync(maker, Body(name, "users.read"))).Status);
        (await PatchAsync(maker, name, """{"permissions":["keys.write"]}""", "*")).ShouldBeProblem(403, "forbidden");
        (await PatchAsync(maker, name, """{"permissions":["roles.read"]}""", "*")).ShouldSucceed();

        var others = await admins.AddRoleAsync("keys.write");
        (await PatchAsync(maker, others, """{"description":"x"}""", "*")).ShouldBeProblem(403, "forbidden");
        var delete = await admins.SendAsync(maker, "DELETE", $"/roles/{others}", json: null, ("If-Match", "*"));
        delete.ShouldBeProblem(403, "forbidden");
    }

    [Fact]
    public async Task Nobody_changes_a_role_that_they_are_in()
    {
        var role = await admins.AddRoleAsync("roles.read", "roles.write", "users.read");
        var member = await admins.AddAsync(role);

        var answer = await PatchAsync(member, role, """{"permissions":["roles.read"]}""", "*");

        answer.ShouldBeProblem(403, "forbidden");
    }

    [Theory]
    [InlineData("""{"name":"x","permissions":[],"permisions":[]}""", "permisions", "'permissions'")]
    [InlineData("""{"name":"x"}""", "permissions", "missing")]
    [InlineData("""{"name":null,"permissions":[]}""", "name", "null")]
    [InlineData("""{"name":"x","permissions":["users.raed"]}""", "permissions", "users.raed")]
    [InlineData("""{"name":"Not A Name","permissions":[]}""", "name", "a-z")]
    [InlineData("""{"name":"x","permissions":[],"description":"a\u0000b"}""", "description", "NUL")]
    [InlineData("""{"name":7,"permissions":[]}""", "name", "kind")]
    [InlineData("""{"name":"x","permissions":[7]}""", "permissions[0]", "kind")]
    public async Task What_is_wrong_with_a_body_is_said_by_member(string body, string member, string sentence)
    {
        var answer = await PostAsync(admins.Owner, body);

        Assert.Contains(sentence, string.Join(' ', answer.ErrorsOf(member)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_changed_by_whom_is_in_the_audit()
    {
        var name = await admins.AddRoleAsync("users.read");
        var changed = await PatchAsync(admins.Owner, name, """{"description":"After"}""", "*");
        var correlation = changed.Response.Headers.GetValues("X-Correlation-Id").Single();

        var entry = await AuditedAsync(AuditKind.RoleChange, correlation);
        // Others have been refused here within the minute, more often than is told one by one.
        admins.Server.Get<RefusalTrail>().Close();
        var refused = await PatchAsync(admins.Helpdesk, name, "{}", "*");
        var refusal = await AuditedAsync(
            AuditKind.ManagementRefusal,
            refused.Response.Headers.GetValues("X-Correlation-Id").Single()
        );

        Assert.Equal($"user:{admins.Owner.Id}", entry.Actor);
        Assert.Equal($"role:{name}", entry.Target);
        Assert.Contains("After", entry.Details!, StringComparison.Ordinal);
        Assert.Equal($"user:{admins.Helpdesk.Id}", refusal.Target);
        Assert.Equal("roles.write is missing", refusal.Refusal);
    }

    private async Task<AuditEntry> AuditedAsync(string kind, string correlation)
    {
        var ct = TestContext.Current.CancellationToken;
        var now = TimeProvider.System.GetUtcNow();
        var query = new AuditQuery(now.AddHours(-1), now.AddHours(1), Take: 2)
        {
            Kind = kind,
            Correlation = correlation,
        };
        for (var looks = 0; looks < 1000; looks++)
        {
            if (await admins.Server.Get<AuditStorage>().FindAsync(query, ct) is [var entry])
                return entry;
            await Task.Delay(10, ct);
        }
        throw new Xunit.Sdk.XunitException($"The audit was told of no {kind}.");
    }

    private static string Body(string name, params string[] permissions) =>
        $$"""{"name":"{{name}}","permissions":[{{string.Join(',', permissions.Select(one => $"\"{one}\""))}}]}""";

    private Task<TestAnswer> PostAsync(Admin admin, string json) => admins.SendAsync(admin, "POST", "/roles", json);

    private Task<TestAnswer> PatchAsync(Admin admin, string role, string json, string? ifMatch) =>
        ifMatch is null
            ? admins.SendAsync(admin, "PATCH", $"/roles/{role}", json)
            : admins.SendAsync(admin, "PATCH", $"/roles/{role}", json, ("If-Match", ifMatch));
}
