using System.Text.Json.Nodes;
using Identity.Server.Commands.Declarations;
using Identity.Server.Database.Documents;

namespace Identity.Server.Tests.Commands.Declarations;

public sealed class ChangeLinesTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", new string[0])]
    [InlineData("""{"a":1}""", """{"a":2}""", new[] { "a 1 → 2" })]
    [InlineData("""{"a":"x"}""", """{"a":"y z"}""", new[] { "a x → y z" })]
    [InlineData("""{}""", """{"disabled":true}""", new[] { "disabled + true" })]
    [InlineData("""{"disabled":true}""", """{}""", new[] { "disabled - true" })]
    [InlineData("""{"uris":["a","b"]}""", """{"uris":["b","c"]}""", new[] { "uris - a", "uris + c" })]
    [InlineData("""{}""", """{"uris":["a"]}""", new[] { "uris + a" })]
    [InlineData("""{"uris":["a"]}""", """{}""", new[] { "uris - a" })]
    [InlineData("""{"uris":["a","b"]}""", """{"uris":["b","a"]}""", new[] { "uris in another order" })]
    [InlineData("""{"scope":"openid a"}""", """{"scope":"openid b"}""", new[] { "scope - a", "scope + b" })]
    [InlineData(
        """{"scopes":[{"name":"a","description":"A"},{"name":"b"}]}""",
        """{"scopes":[{"name":"a","description":"An a"},{"name":"c"}]}""",
        new[] { "scopes.a.description A → An a", "scopes - b", "scopes + c" }
    )]
    [InlineData(
        """{"routes":[{"path":"/a","status":200}]}""",
        """{"routes":[{"path":"/a","status":201},{"path":"/b"}]}""",
        new[] { "routes[0].status 200 → 201", """routes[1] + {"path":"/b"}""" }
    )]
    [InlineData(
        """{"cors":{"origins":["a"]}}""",
        """{"cors":{"origins":["b"]}}""",
        new[] { "cors.origins - a", "cors.origins + b" }
    )]
    public void A_change_is_told_by_its_members(string before, string after, string[] lines) =>
        Assert.Equal(lines.Select(line => $"~ client web: {line}"), ChangeLines.Of(Change(before, after)));

    [Fact]
    public void What_is_new_and_what_is_deleted_is_told_by_its_name()
    {
        Assert.Equal(["+ client web"], ChangeLines.Of(Change(null, "{}")));
        Assert.Equal(["- client web"], ChangeLines.Of(Change("{}", null)));
    }

    [Fact]
    public void A_secret_is_told_by_its_place()
    {
        var change = Change("{}", "{}") with { Secret = new NewSecret(Guid.CreateVersion7(), "the file web.txt") };

        Assert.True(change.IsOne);
        Assert.Equal(["~ client web: secret from the file web.txt"], ChangeLines.Of(change));
    }

    [Fact]
    public void Nothing_moves_the_cursor_of_a_terminal()
    {
        var change = Change("""{"client_name":"a"}""", $$"""{"client_name":"\u001b[2J{{new string('x', 1000)}}"}""");

        var line = Assert.Single(ChangeLines.Of(change));
        Assert.DoesNotContain('\u001b', line);
        Assert.True(line.Length < 200);
    }

    [Fact]
    public void The_audit_is_told_what_is_another_and_not_the_rest()
    {
        var details = Change("""{"a":1,"b":2}""", """{"a":1,"b":3,"c":4}""").ToDetails();

        Assert.Equal("""{"before":{"b":2},"after":{"b":3,"c":4}}""", details.ToJsonString());
    }

    private static DocumentChange Change(string? before, string? after) =>
        new("client", "web", Parse(before), Parse(after));

    private static JsonObject? Parse(string? json) => json is null ? null : JsonNode.Parse(json)!.AsObject();
}
