using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;
using Identity.Admin.Sections.Clients;
using Identity.Admin.Sections.Clients.Creating;

namespace Identity.Admin.Tests.Sections.Clients;

public sealed class NamingTests
{
    [Theory]
    [InlineData("https://api.example.com/x?y=%2F#z")]
    [InlineData("urn:identity:management")]
    [InlineData("~2F")]
    [InlineData("..")]
    [InlineData("new")]
    [InlineData("ünï \\ / cødé")]
    public void A_name_survives_the_address_it_is_put_into(string name)
    {
        var address = new Uri(new Uri("https://admin.example.com"), $"/apis/{Segment.Write(name)}/scopes");

        Assert.Equal(["/", "apis/", Segment.Write(name) + "/", "scopes"], address.Segments);
        Assert.Equal(name, Segment.Read(Segment.Write(name)));
    }

    [Fact]
    public void A_segment_of_somebody_elses_is_read_as_it_is() => Assert.Equal("a~zz~", Segment.Read("a~zz~"));

    [Theory]
    [InlineData("Café Łódź & Söhne (EU)", "cafe-lodz-sohne-eu")]
    [InlineData("  --  ", "")]
    [InlineData("数", "")]
    public void An_id_is_made_of_the_name(string name, string id) => Assert.Equal(id, ClientSlug.Of(name));

    [Theory]
    [InlineData("https://x", ":")]
    [InlineData("a b", "spaces")]
    [InlineData("ü", "ü")]
    public void It_is_said_what_cannot_stand_in_an_id(string id, string why) =>
        Assert.Contains(why, ClientSlug.ProblemOf(id), StringComparison.Ordinal);

    [Fact]
    public void The_kind_of_an_app_is_seen_in_what_it_may_do()
    {
        var code = new Client("x", null)
        {
            GrantTypes = ["authorization_code"],
            RedirectUris = ["https://x.example/cb"],
        };
        var open = code with { TokenEndpointAuthMethod = "none" };

        Assert.Equal(AppKind.Web, AppKind.Of(code));
        Assert.Equal(AppKind.Spa, AppKind.Of(open));
        Assert.Equal(AppKind.Native, AppKind.Of(open with { ApplicationType = "native" }));
        Assert.Equal(AppKind.Native, AppKind.Of(open with { RedirectUris = ["com.example.app:/cb"] }));
        Assert.Equal(AppKind.Machine, AppKind.Of(code with { GrantTypes = ["client_credentials"] }));
        Assert.Equal(
            AppKind.Device,
            AppKind.Of(open with { GrantTypes = ["urn:ietf:params:oauth:grant-type:device_code"] })
        );
    }
}
