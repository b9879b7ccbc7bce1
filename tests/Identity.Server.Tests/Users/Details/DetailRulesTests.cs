using Identity.Server.Users.Details;
using Identity.Tests;

namespace Identity.Server.Tests.Users.Details;

public sealed class DetailRulesTests
{
    private static readonly PersonDetails Valid = new()
    {
        GivenName = "Zoë",
        FamilyName = "Åström",
        PreferredUsername = "zoë @home",
        Website = "https://example.com/~zoe?x=1",
        Picture = "http://example.com/zoe.jpg",
        Gender = "female",
        Birthdate = "1990-12-31",
        PhoneNumber = "+14255551212",
        Address = new PostalAddress
        {
            StreetAddress = "One\r\nTwo\nThree",
            Formatted = "One\nTwo",
            Country = "SE",
        },
    };

    [Fact]
    public void The_fixture_is_valid() => Assert.Empty(DetailRules.ProblemsOf(Valid));

    [Theory, Spec("OpenID Connect Core §5.1")]
    [InlineData("1990-12-31", true)]
    [InlineData("0000-12-31", true)]
    [InlineData("0000-02-29", true)]
    [InlineData("2000-02-29", true)]
    [InlineData("1990", true)]
    [InlineData("0000", false)]
    [InlineData("1990-02-29", false)]
    [InlineData("0000-02-30", false)]
    [InlineData("1990-13-01", false)]
    [InlineData("1990-1-1", false)]
    [InlineData("31.12.1990", false)]
    [InlineData("1990-12", false)]
    [InlineData("90", false)]
    [InlineData("１９９０", false)]
    [InlineData("1990-12-31T00:00", false)]
    public void A_birthdate_is_a_day_or_a_year(string birthdate, bool isAllowed) =>
        Judge(Valid with { Birthdate = birthdate }, "birthdate", DetailFault.Birthdate, isAllowed);

    [Theory]
    [InlineData("https://example.com", true)]
    [InlineData("HTTP://example.com:8080/", true)]
    [InlineData("https://[2001:db8::1]/", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("ftp://example.com", false)]
    [InlineData("//example.com", false)]
    [InlineData("example.com", false)]
    [InlineData("https://user:secret@example.com", false)]
    [InlineData("https://example.com/a b", false)]
    [InlineData("https://example.com/\n", false)]
    [InlineData("https://exa\u0000mple.com", false)]
    public void A_url_is_one_that_a_browser_opens(string url, bool isAllowed)
    {
        Judge(Valid with { Website = url }, "website", DetailFault.Url, isAllowed);
        Judge(Valid with { Picture = url }, "picture", DetailFault.Url, isAllowed);
        Judge(Valid with { Profile = url }, "profile", DetailFault.Url, isAllowed);
    }

    [Theory]
    [InlineData("+1 (425) 555-1212", "+14255551212")]
    [InlineData("+56 (2) 687 2400", "+5626872400")]
    [InlineData("+48.22.123.45.67", "+48221234567")]
    [InlineData("+49 30/123456", "+4930123456")]
    [InlineData("+123456789012345", "+123456789012345")]
    [InlineData("+1234567890123456", null)]
    [InlineData("+123456", null)]
    [InlineData("+0123456789", null)]
    [InlineData("030 123456", null)]
    [InlineData("0048221234567", null)]
    [InlineData("+1425555CALL", null)]
    [InlineData("+1425+5551212", null)]
    [InlineData("+١٢٣٤٥٦٧٨", null)]
    [InlineData("", null)]
    public void A_phone_number_is_written_for_the_whole_world(string typed, string? expected)
    {
        Assert.Equal(expected, PhoneNumber.Read(typed));
        Judge(Valid with { PhoneNumber = typed }, "phone_number", DetailFault.PhoneNumber, typed == expected);
    }

    [Theory]
    [InlineData("two\nlines", false)]
    [InlineData("nul\0", false)]
    [InlineData("\ud800", false)]
    [InlineData("<b>&\"'", true)]
    public void A_name_is_one_line_of_text(string text, bool isAllowed)
    {
        Judge(Valid with { GivenName = text }, "given_name", DetailFault.Text, isAllowed);
        Judge(Valid with { Gender = text }, "gender", DetailFault.Text, isAllowed);
        Judge(Valid with { Address = new PostalAddress { Country = text } }, "country", DetailFault.Text, isAllowed);
    }

    [Fact]
    public void Everything_has_an_end()
    {
        Judge(Valid with { Nickname = new string('x', 201) }, "nickname", DetailFault.Text, isAllowed: false);
        Judge(
            Valid with
            {
                Website = "https://example.com/" + new string('x', DetailRules.LongestUrl),
            },
            "website",
            DetailFault.Url,
            isAllowed: false
        );
        var lines = new PostalAddress { StreetAddress = new string('\n', DetailRules.LongestLines + 1) };
        Judge(Valid with { Address = lines }, "street_address", DetailFault.Text, isAllowed: false);
    }

    [Fact]
    public void What_is_said_with_an_empty_text_is_not_said()
    {
        var tidy = new PersonDetails
        {
            GivenName = " Zoë ",
            FamilyName = " ",
            PhoneNumber = "",
            PhoneNumberVerified = true,
            Address = new PostalAddress { Country = "" },
        }.Tidy();

        Assert.Equal(new PersonDetails { GivenName = "Zoë" }, tidy);
    }

    [Theory]
    [InlineData("""{"given_name":"Ann","address":{"country":"DE"},"phone_number_verified":true}""", true)]
    [InlineData("{}", true)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData("[]", false)]
    [InlineData("""{"givenName":"Ann"}""", false)]
    [InlineData("""{"given_name":5}""", false)]
    [InlineData("""{"given_name":"Ann","given_name":"Bob"}""", false)]
    [InlineData("""{"address":{"planet":"Mars"}}""", false)]
    [InlineData("""{"email":"ann@example.com"}""", false)]
    public void What_an_operator_writes_by_hand_is_read_strictly(string json, bool isAllowed)
    {
        var (details, problem) = StrictDetailsJson.Read(json);

        Assert.Equal(isAllowed, details is not null);
        Assert.Equal(isAllowed, problem is null);
    }

    [Fact]
    public void What_is_kept_has_the_claims_names_and_nothing_that_is_not_known() =>
        Assert.Equal(
            """{"given_name":"Ann","address":{"street_address":"One"}}""",
            PersonDetailsJson.Write(
                new PersonDetails
                {
                    GivenName = "Ann",
                    Address = new PostalAddress { StreetAddress = "One" },
                }
            )
        );

    private static void Judge(PersonDetails details, string claim, DetailFault fault, bool isAllowed) =>
        Assert.Equal(isAllowed ? [] : [new DetailProblem(claim, fault)], DetailRules.ProblemsOf(details));
}
