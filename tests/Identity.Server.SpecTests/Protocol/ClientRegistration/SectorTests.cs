using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Fetching;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientRegistration;

/// <summary>A client that says to which sector it belongs, and a host that confirms it or does not.</summary>
public sealed class SectorTests(OpenServer host) : IClassFixture<OpenServer>
{
    [Theory, Spec("OpenID Connect Dynamic Client Registration §5"), Spec("OpenID Connect Core §8.1")]
    [InlineData("""["https://app.example/callback"]""", true)]
    [InlineData("""["https://other.example/", "https://app.example/callback"]""", true)]
    [InlineData("""["https://app.example/callback/"]""", false)]
    [InlineData("""[]""", false)]
    [InlineData("""["https://app.example/callback", 1]""", false)]
    [InlineData("""{"redirect_uris": ["https://app.example/callback"]}""", false)]
    [InlineData("""["https://app.example/callback"], "more": 1""", false)]
    [InlineData("""["\ud800"]""", false)]
    [InlineData("", false)]
    public async Task Every_redirect_uri_is_on_the_list_of_the_sector(string list, bool isGood)
    {
        await using var origin = Origin.Answering(Origin.Ok(list));

        var registered = await host.Server.RegisterAsync(Description(origin.Url()));

        if (isGood)
            registered.ShouldRegister();
        else
            registered.ShouldRefuse("invalid_client_metadata");
    }

    [Fact, Spec("OpenID Connect Dynamic Client Registration §5")]
    public async Task A_change_is_confirmed_as_well()
    {
        await using var origin = Origin.Answering(Origin.Ok($"""["{Registrations.RedirectUri}"]"""));
        var registered = await host.Server.RegisterAsync(Description(origin.Url()));
        var other = Description(origin.Url());
        other["client_id"] = registered["client_id"];
        other["redirect_uris"] = new JsonArray("https://app.example/elsewhere");

        (await host.Server.ManageAsync(HttpMethod.Put, registered, other)).ShouldRefuse("invalid_client_metadata");
    }

    [Fact, Spec("OpenID Connect Core §8.1")]
    public async Task Hosts_of_several_sectors_need_to_say_which_one_counts()
    {
        var description = Registrations.Description(
            ("subject_type", "pairwise"),
            ("redirect_uris", new JsonArray("https://one.example/", "https://other.example/"))
        );

        (await host.Server.RegisterAsync(description)).ShouldRefuse("invalid_client_metadata");
    }

    private static JsonObject Description(string sector) =>
        Registrations.Description(("subject_type", "pairwise"), ("sector_identifier_uri", sector));
}
