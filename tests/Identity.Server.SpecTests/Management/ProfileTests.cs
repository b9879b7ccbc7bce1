using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>Profiles of the account API over the wire.</summary>
[Collection<AdministrationTests>]
public sealed class ProfileTests(Administration admins)
{
    [Fact]
    public async Task A_profile_is_made_served_changed_and_deleted()
    {
        var name = TestClients.Unique("front");
        var made = await PutAsync(name, Document(name), "*");
        made.ShouldSucceed();
        Assert.Equal(name, made["name"]);
        (await admins.Server.GetAsync($"/{name}/health")).ShouldSucceed();

        var read = await admins.GetAsync(admins.Auditor, $"/profiles/{name}");
        Assert.Equal(made.ETag(), read.ETag());
        var listed = await admins.GetAsync(admins.Auditor, "/profiles?limit=200");
        Assert.Contains(name, listed.Items("name"));
        Assert.Contains(name, listed.Items("client_id"));
        (
            await admins.SendAsync(admins.Owner, "DELETE", $"/clients/{name}", json: null, ("If-Match", "*"))
        ).ShouldBeProblem(409, "conflict");
        (
            await admins.SendAsync(admins.Owner, "DELETE", $"/apis/urn%3A{name}", json: null, ("If-Match", "*"))
        ).ShouldBeProblem(409, "conflict");

        var changed = await PutAsync(name, Document(name, title: "New"), read.ETag());
        changed.ShouldSucceed();
        Assert.NotEqual(read.ETag(), changed.ETag());
        (await PutAsync(name, Document(name, title: "Newer"), read.ETag())).ShouldBeProblem(412, "precondition_failed");
        Assert.Equal("New", (await admins.GetAsync(admins.Owner, $"/clients/{name}"))["client_name"]);

        (await DeleteAsync(name, read.ETag())).ShouldBeProblem(412, "precondition_failed");
        Assert.Equal(204, (await DeleteAsync(name, changed.ETag())).Status);
        (await admins.GetAsync(admins.Owner, $"/profiles/{name}")).ShouldBeProblem(404, "not_found");
        (await PutAsync(name, Document(name), changed.ETag())).ShouldBeProblem(404, "not_found");
    }

    [Theory]
    [InlineData("\"action\":\"health\"", "\"action\":\"helth\"", "routes[0].action", "'health'")]
    [InlineData("\"algorithm\":\"RS256\"", "\"algorithm\":\"RS25\"", "api.algorithm", "RS256")]
    [InlineData("\"routes\":", "\"routs\":", "routs", "routes")]
    [InlineData("\"name\":\"NAME\"", "\"name\":\"other\"", "name", "as in the address")]
    [InlineData("\"path\":\"/NAME/health\"", "\"path\":\"/connect/x\"", "routes[0].path", "the server's own")]
    [InlineData("\"title\":\"Front\"", "\"title\":\"a\\u0000b\"", "", "NUL")]
    public async Task What_is_wrong_is_said_by_its_place(string right, string wrong, string place, string sentence)
    {
        var name = TestClients.Unique("wrong");
        var spoilt = Document(name)
            .Replace(
                right.Replace("NAME", name, StringComparison.Ordinal),
                wrong.Replace("NAME", name, StringComparison.Ordinal),
                StringComparison.Ordinal
            );

        var answer = await PutAsync(name, spoilt, "*");

        Assert.Contains(sentence, string.Join(' ', answer.ErrorsOf(place)), StringComparison.Ordinal);
        (await admins.GetAsync(admins.Owner, $"/profiles/{name}")).ShouldBeProblem(404, "not_found");
    }

    [Fact]
    public async Task What_comes_along_is_touched_by_those_alone_who_may_touch_it()
    {
        var name = TestClients.Unique("along");
        var profilesOnly = await admins.AddAsync(await admins.AddRoleAsync("profiles.read", "profiles.write"));
        var withApis = await admins.AddAsync(await admins.AddRoleAsync("profiles.write", "apis.write"));

        var refused = await PutAsync(name, Document(name), "*", profilesOnly);
        refused.ShouldBeProblem(403, "forbidden");
        Assert.Equal("apis.write", refused["permission"]);
        Assert.Equal("clients.write", (await PutAsync(name, Document(name), "*", withApis))["permission"]);
        (await PutAsync(name, Document(name), "*")).ShouldSucceed();
        // What comes along is as it is already: only the addresses are others.
        var moved = Document(name).Replace("/health", "/healthy", StringComparison.Ordinal);
        (await PutAsync(name, moved, "*", profilesOnly)).ShouldSucceed();
    }

    [Fact]
    public async Task A_profile_takes_over_no_client_and_reads_no_secret()
    {
        var name = TestClients.Unique("taken");
        var client = Document(name)
            .Replace("\"title\"", $"\"client\":{{\"id\":\"{admins.Console.Id}\"}},\"title\"", StringComparison.Ordinal);
        (await PutAsync(name, client, "*")).ShouldBeProblem(422, "invalid");
        (await PutAsync(name, client, "*", admins.Administrator)).ShouldBeProblem(422, "invalid");

        var secret = Document(name)
            .Replace(
                "\"algorithm\":\"RS256\"",
                "\"algorithm\":\"HS256\",\"secret\":{\"file\":\"/etc/hostname\"}",
                StringComparison.Ordinal
            );
        (await PutAsync(name, secret, "*")).ShouldBeProblem(409, "conflict");
        (await admins.GetAsync(admins.Owner, $"/profiles/{name}")).ShouldBeProblem(404, "not_found");
    }

    private static string Document(string name, string title = "Front") =>
        $$"""
            {"name":"{{name}}","title":"{{title}}","api":{"audience":"urn:{{name}}","algorithm":"RS256","scopes":["{{name}}"]},
             "routes":[{"path":"/{{name}}/health","action":"health"}]}
            """;

    private Task<TestAnswer> PutAsync(string name, string json, string ifMatch, Admin? admin = null) =>
        admins.SendAsync(admin ?? admins.Owner, "PUT", $"/profiles/{name}", json, ("If-Match", ifMatch));

    private Task<TestAnswer> DeleteAsync(string name, string ifMatch) =>
        admins.SendAsync(admins.Owner, "DELETE", $"/profiles/{name}", json: null, ("If-Match", ifMatch));
}
