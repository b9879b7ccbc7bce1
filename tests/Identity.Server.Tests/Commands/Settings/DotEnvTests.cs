using System.Text;
using Identity.Server.Commands.Settings;
using Identity.Server.Hosting.Settings;
using Identity.Tests;

namespace Identity.Server.Tests.Commands.Settings;

public sealed class DotEnvTests
{
    private const string Valid = """
        # a comment
        PLAIN=value # and why
        export EXPORTED=yes
        SINGLE='as it \n stands # here'
        DOUBLE="two\nlines and \"quotes\""
        NOT_EXPANDED=${PLAIN}/$HOME
        EMPTY=
        LONG="first
        second"
        """;

    [Fact]
    public void Each_form_is_read()
    {
        var read = DotEnv.Read(Valid);

        Assert.Empty(read.Faults);
        Assert.Equal(
            [
                ("PLAIN", "value"),
                ("EXPORTED", "yes"),
                ("SINGLE", @"as it \n stands # here"),
                ("DOUBLE", "two\nlines and \"quotes\""),
                ("NOT_EXPANDED", "${PLAIN}/$HOME"),
                ("EMPTY", ""),
                ("LONG", "first\nsecond"),
            ],
            read.Lines.Select(line => (line.Name, line.Value))
        );
    }

    [Theory]
    [InlineData("no equals sign")]
    [InlineData("1ST=digit")]
    [InlineData("A B=space")]
    [InlineData("QUOTE=\"does not end")]
    [InlineData("QUOTE=\"ends\" early")]
    public void A_line_that_cannot_be_read_is_named_by_its_number_alone(string line)
    {
        var fault = Assert.Single(DotEnv.Read($"GOOD=1\n{line}").Faults);

        Assert.Equal(2, fault.Number);
        Assert.DoesNotContain("early", fault.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_name_that_is_set_twice_the_last_counts() =>
        Assert.Equal("2", Assert.Single(DotEnv.Read("A=1\nA=2").Effective).Value);

    [Fact]
    public void A_file_and_a_value_have_a_longest_length()
    {
        Assert.Single(DotEnv.Read(new string('#', DotEnv.LongestFile + 1)).Faults);
        Assert.Single(DotEnv.Read($"A={new string('x', DotEnv.LongestValue + 1)}").Faults);
    }

    [Fact]
    public void Ten_thousand_damaged_files_are_read()
    {
        var damage = new Damage(7, ["\"", "'", "\\", "=", "#", "\n", "export ", "\0", "\"\n\"", "[", "{"]);
        var document = Encoding.UTF8.GetBytes(Valid);
        for (var i = 0; i < 10_000; i++)
        {
            var damaged = Encoding.UTF8.GetString(damage.Of(document));
            var read = DotEnv.Read(damaged);
            Assert.NotEmpty(string.Concat(Translation.Of(read).Print(reveal: true)) + "x");
        }
    }

    [Theory]
    [InlineData("""["https://a.example", "https://b.example"]""")]
    [InlineData("https://a.example,https://b.example")]
    [InlineData(" https://a.example , https://b.example, ")]
    [InlineData("[https://a.example, https://b.example]")]
    public void A_list_is_a_JSON_array_or_values_between_commas(string text) =>
        Assert.Equal(["https://a.example", "https://b.example"], ListSetting.Read(text));
}
