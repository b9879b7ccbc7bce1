using System.Text.Json.Nodes;
using Identity.Admin.Blocks.Editing;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Tests.Blocks;

public sealed class DraftTests
{
    private readonly Draft _draft = new(
        Body("""{"name":"Ada","flag":false,"uris":["a","b"],"deep":{"x":1,"y":2}}"""),
        "\"1\""
    );

    [Fact]
    public void Only_what_was_changed_is_sent()
    {
        _draft.SetText("name", " ");
        _draft.Set("flag", true);
        _draft.SetTexts("uris", ["a"]);
        _draft.Set("deep", Body("""{"x":1,"z":3}"""));
        _draft.SetText("fresh", "new");

        Assert.True(
            JsonNode.DeepEquals(
                Body("""{"name":null,"flag":true,"uris":["a"],"deep":{"y":null,"z":3},"fresh":"new"}"""),
                _draft.Patch()
            ),
            _draft.Patch().ToJsonString()
        );
    }

    [Fact]
    public void What_is_put_back_is_no_change()
    {
        _draft.SetText("name", "Eve");
        Assert.True(_draft.IsDirty);
        _draft.SetText("name", "Ada");
        _draft.SetText("never", "");
        _draft.SetTexts("none", []);

        Assert.False(_draft.IsDirty);
        Assert.Empty(_draft.Patch());
    }

    [Fact]
    public void An_error_of_the_server_stands_at_its_field_until_that_is_changed()
    {
        _draft.Refused(
            new Problem(ProblemKind.Invalid, "Wrong.")
            {
                Errors = new Dictionary<string, string[]> { ["name"] = ["Too long."], ["flag"] = ["No."] },
            }
        );

        _draft.SetText("name", "Al");

        Assert.Equal("flag", Assert.Single(_draft.Errors).Key);
    }

    [Fact]
    public void Two_who_change_other_things_are_both_kept()
    {
        _draft.SetText("name", "Ada L.");

        var merge = _draft.MergeWith(Body("""{"name":"Ada","flag":true,"uris":["a","b"],"deep":{"x":1,"y":2}}"""));

        Assert.Empty(merge.Conflicts);
        Assert.Equal("flag", Assert.Single(merge.Theirs).Member);
        Assert.Equal("""{"name":"Ada L."}""", merge.Result(new HashSet<string>()).ToJsonString());
    }

    [Fact]
    public void Two_who_change_the_same_are_asked_and_nothing_is_overwritten_unasked()
    {
        var theirs = Body("""{"name":"Countess","flag":true,"uris":["a","b"],"deep":{"x":1,"y":2}}""");
        _draft.SetText("name", "Ada L.");
        _draft.Set("flag", true);
        _draft.SetTexts("uris", []);

        var merge = _draft.MergeWith(theirs);
        _draft.GoOnFrom(theirs, "\"2\"", merge.Result(new HashSet<string>()));

        var conflict = Assert.Single(merge.Conflicts);
        Assert.Equal(
            ("name", "Ada", "Ada L.", "Countess"),
            (conflict.Member, $"{conflict.Before}", $"{conflict.Mine}", $"{conflict.Theirs}")
        );
        Assert.Equal(("\"2\"", """{"uris":[]}"""), (_draft.ETag, _draft.Patch().ToJsonString()));

        _draft.GoOnFrom(theirs, "\"2\"", merge.Result(new HashSet<string> { "name" }));
        Assert.Equal("Ada L.", _draft.Patch()["name"]!.ToString());
    }

    private static JsonObject Body(string json) => JsonNode.Parse(json)!.AsObject();
}
