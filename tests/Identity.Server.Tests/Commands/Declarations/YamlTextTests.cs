using System.Text.Json.Nodes;
using Identity.Server.Commands.Declarations;

namespace Identity.Server.Tests.Commands.Declarations;

public sealed class YamlTextTests
{
    private const string Valid = """
        identity: 1
        clients:
          - client_id: web
            grant_types: [authorization_code, refresh_token]
            redirect_uris:
              - https://app.example/callback
        """;

    [Theory]
    [InlineData("a: text", """{"a":"text"}""")]
    [InlineData("a: 'it''s'", """{"a":"it's"}""")]
    [InlineData("a: \"\\u00e9\"", """{"a":"é"}""")]
    [InlineData("a: 12", """{"a":12}""")]
    [InlineData("a: -1.5", """{"a":-1.5}""")]
    [InlineData("a: 'true'", """{"a":"true"}""")]
    [InlineData("a: True", """{"a":true}""")]
    [InlineData("a: no", """{"a":"no"}""")]
    [InlineData("a: 007", """{"a":"007"}""")]
    [InlineData("a: 1e9", """{"a":"1e9"}""")]
    [InlineData("a: 2026-11-21", """{"a":"2026-11-21"}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a: []", """{"a":[]}""")]
    [InlineData("a: {b: [1, x]}", """{"a":{"b":[1,"x"]}}""")]
    [InlineData("a: |\n  two\n  lines\n", """{"a":"two\nlines\n"}""")]
    [InlineData("{\"a\": \"JSON is YAML\"}", """{"a":"JSON is YAML"}""")]
    [InlineData("# nothing but a remark\na: 1 # and another", """{"a":1}""")]
    public void A_value_is_what_YAML_says_it_is(string yaml, string json)
    {
        var read = YamlText.Read(yaml);

        Assert.Empty(read.Problems);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(read.Json.GetRawText())),
            read.Json.GetRawText()
        );
    }

    [Theory]
    [InlineData("", 1, "nothing in it")]
    [InlineData("a: 1\nb: 2\na: 3", 3, "a is here twice")]
    [InlineData("a:\n  - b: 1\n    b: 2", 3, "b is here twice")]
    [InlineData("a: &x 1\nb: *x", 1, "Anchors")]
    [InlineData("a: &x 1\nb: *x", 2, "Aliases")]
    [InlineData("a: 1\nb: !!str 2", 2, "tags")]
    [InlineData("a: 1\n---\nb: 2", 2, "second document")]
    [InlineData("a: 1\nb: [1, 2", 3, "no YAML")]
    [InlineData("a: 1\n\tb: 2", 1, "no YAML")]
    [InlineData("a: 1\n? [x]\n: 2", 2, "must be a text")]
    [InlineData("a: 1\nb: \"\\0\"", 2, "cannot be kept")]
    [InlineData("a: 1\nb: \"\\ud800\"", 2, "")]
    public void What_cannot_be_read_is_said_with_its_line(string yaml, int line, string said)
    {
        var problems = YamlText.Read(yaml).Problems;

        Assert.Contains(
            problems,
            problem => problem.Line == line && problem.Sentence.Contains(said, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void All_mistakes_are_said_at_once() =>
        Assert.Equal([2, 4], YamlText.Read("a: 1\na: 2\nb: 3\nb: 4").Problems.Select(problem => problem.Line));

    [Fact]
    public void A_file_that_is_nested_without_end_is_refused() =>
        Assert.Contains(
            "nested too deeply",
            Assert.Single(YamlText.Read(new string('[', 10_000)).Problems).Sentence,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("identity", 1)]
    [InlineData("clients", 2)]
    [InlineData("clients[0]", 3)]
    [InlineData("clients[0].client_id", 3)]
    [InlineData("clients[0].missing", 3)]
    [InlineData("clients[0].redirect_uris", 5)]
    [InlineData("clients[0].redirect_uris[0]", 6)]
    [InlineData("clients[0].grant_types[1]", 4)]
    [InlineData("clients[7].client_id", 2)]
    [InlineData("nowhere", 1)]
    public void Every_part_has_its_line(string at, int line) => Assert.Equal(line, YamlText.Read(Valid).LineOf(at));

    [Theory]
    [InlineData("plain")]
    [InlineData("with space")]
    [InlineData("https://app.example/callback?x=1")]
    [InlineData("true")]
    [InlineData("Yes")]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("1.0")]
    [InlineData("")]
    [InlineData(" leading")]
    [InlineData("trailing ")]
    [InlineData("colon: inside")]
    [InlineData("colon:")]
    [InlineData("# remark")]
    [InlineData("a #b")]
    [InlineData("- dash")]
    [InlineData("&anchor")]
    [InlineData("*alias")]
    [InlineData("{{ template }}")]
    [InlineData("quote\" and \\ backslash")]
    [InlineData("żółć 🦊")]
    [InlineData("two\nlines")]
    [InlineData("<script>alert(1)</script>")]
    public void What_is_written_is_read_again(string text)
    {
        var json = new JsonObject
        {
            ["of"] = new JsonArray(text, new JsonObject { [text] = text, ["empty"] = new JsonArray() }),
        };

        var read = YamlText.Read(YamlLines.Write(json));

        Assert.Empty(read.Problems);
        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse(read.Json.GetRawText())), read.Json.GetRawText());
    }

    [Fact]
    public void It_is_written_for_people()
    {
        var json = new JsonObject
        {
            ["clients"] = new JsonArray(
                new JsonObject
                {
                    ["client_id"] = "web",
                    ["client_name"] = "12",
                    ["grant_types"] = new JsonArray(),
                    ["redirect_uris"] = new JsonArray("https://app.example/"),
                    ["disabled"] = true,
                    ["default_max_age"] = 60,
                    ["secret"] = new JsonObject { ["env"] = "CLIENT_WEB_SECRET" },
                }
            ),
        };

        Assert.Equal(
            """
            clients:
              - client_id: web
                client_name: "12"
                grant_types: []
                redirect_uris:
                  - https://app.example/
                disabled: true
                default_max_age: 60
                secret:
                  env: CLIENT_WEB_SECRET

            """,
            YamlLines.Write(json)
        );
    }
}
