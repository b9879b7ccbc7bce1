using Identity.Server.Resources;
using Identity.Tests;

namespace Identity.Server.Tests.Resources;

public sealed class ScopeSetTests
{
    [Theory]
    [InlineData("read", "read")]
    [InlineData("write read", "write read")]
    [InlineData("b a b", "b a")]
    [InlineData("A a", "A a")]
    [InlineData("https://api.example/read.all", "https://api.example/read.all")]
    [InlineData("!#[]~", "!#[]~")]
    [Spec("RFC 6749 §3.3")]
    public void Names_keep_their_order_and_count_once(string text, string expected) =>
        Assert.Equal(expected, ScopeSet.Read(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" read")]
    [InlineData("read ")]
    [InlineData("read  write")]
    [InlineData("read\twrite")]
    [InlineData("read\nwrite")]
    [InlineData("re\"ad")]
    [InlineData("re\\ad")]
    [InlineData("reäd")]
    [InlineData("re\u007fad")]
    [InlineData("re\0ad")]
    [Spec("RFC 6749 §3.3")]
    public void What_is_not_a_list_of_scope_tokens_is_refused(string text) => Assert.Null(ScopeSet.Read(text));

    [Fact, Spec("RFC 6749 §3.3")]
    public void Exactly_the_characters_of_the_grammar_are_allowed()
    {
        var allowed = Enumerable.Range(0, 0x100).Where(c => ScopeSet.IsScopeToken($"{(char)c}"));

        Assert.Equal(Enumerable.Range(0x21, 0x5E).Except([0x22, 0x5C]), allowed);
    }

    [Fact]
    public void A_name_and_a_list_have_limits()
    {
        Assert.NotNull(ScopeSet.Read(new string('a', 128)));
        Assert.Null(ScopeSet.Read(new string('a', 129)));
        Assert.NotNull(ScopeSet.Read(Many(64)));
        Assert.Null(ScopeSet.Read(Many(65)));
    }

    [Theory]
    [InlineData("a", "a b", true)]
    [InlineData("b a", "a b", true)]
    [InlineData("a c", "a b", false)]
    [InlineData("A", "a", false)]
    public void A_set_is_within_one_that_has_all_of_it(string narrow, string wide, bool expected) =>
        Assert.Equal(expected, ScopeSet.Read(narrow)!.IsWithin(ScopeSet.Read(wide)!));

    [Fact]
    public void Nothing_is_within_everything()
    {
        Assert.True(ScopeSet.Empty.IsEmpty);
        Assert.True(ScopeSet.Empty.IsWithin(ScopeSet.Empty));
        Assert.False(ScopeSet.Of("a").IsWithin(ScopeSet.Empty));
        Assert.Equal("", ScopeSet.Empty.ToString());
    }

    [Fact]
    public void What_is_left_out_leaves_the_rest_as_it_was()
    {
        var scopes = ScopeSet.Of("c", "b", "a", "b");

        Assert.Equal("c a", scopes.Where(name => name != "b").ToString());
        Assert.Equal("c b a", scopes.ToString());
        Assert.True(scopes.Where(_ => false).IsEmpty);
        Assert.True(scopes.Contains("b"));
        Assert.False(scopes.Contains("B"));
    }

    private static string Many(int count) => string.Join(' ', Enumerable.Range(1, count).Select(n => $"s{n}"));
}
