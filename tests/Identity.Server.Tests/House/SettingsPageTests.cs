using System.Xml.Linq;
using Identity.Server.Tokens;

namespace Identity.Server.Tests.House;

public sealed class SettingsPageTests
{
    [Fact]
    public void Every_setting_says_what_it_means() =>
        Assert.Empty(SettingsPage.Unexplained(XmlDocumentation.OfServer()));

    [Fact]
    public void A_setting_without_a_word_is_found()
    {
        var silent = new XmlDocumentation(XDocument.Parse("<doc><members/></doc>"));

        Assert.Contains(
            SettingsPage.Unexplained(silent),
            finding => finding.StartsWith("Tokens:RefreshGrace ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_row_has_names_type_default_range_and_meaning()
    {
        var page = SettingsPage.Write(XmlDocumentation.OfServer());

        Assert.Contains(
            "| `Tokens:RefreshGrace`<br>`IDENTITY__Tokens__RefreshGrace` | duration | `00:00:10` | `00:00:00` to `00:01:00` | How long a repeat",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<br>`DATABASE_URL` |", page, StringComparison.Ordinal);
        Assert.Contains("`Open`: everybody.", page, StringComparison.Ordinal);
        Assert.Contains(
            "| `Audit:DaysKept`<br>`IDENTITY__Audit__DaysKept` | number | `365` |",
            page,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_comment_of_another_member_is_taken_over_and_its_marks_are_read()
    {
        var comments = new XmlDocumentation(
            XDocument.Parse(
                $"""
                <doc><members>
                  <member name="P:{typeof(TokenOptions).FullName}.One"><inheritdoc cref="P:Two"/></member>
                  <member name="P:Two"><summary>As
                     <c>this</c>.</summary><remarks>RFC 6749 §6.</remarks></member>
                </members></doc>
                """
            )
        );

        Assert.Equal("As `this`. RFC 6749 §6.", comments.OfProperty(typeof(TokenOptions), "One"));
    }
}
