using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Microsoft.AspNetCore.Http;

namespace Identity.Server.Tests.Pages;

public sealed class FormsTests
{
    [Theory]
    [InlineData("ann@example.com", "a•••@example.com")]
    [InlineData("a@example.com", "a•••@example.com")]
    [InlineData("żółw@example.com", "ż•••@example.com")]
    [InlineData("👩‍🚀x@example.com", "👩‍🚀•••@example.com")]
    [InlineData("@example.com", "•••")]
    [InlineData("no address", "•••")]
    [InlineData("", "•••")]
    public void An_address_is_shown_to_its_owner_only(string address, string shown) =>
        Assert.Equal(shown, MaskedEmail.Of(address));

    [Theory]
    [InlineData(0, "1 s")]
    [InlineData(0.2, "1 s")]
    [InlineData(59, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(61, "2 min")]
    [InlineData(3600, "1 h")]
    public void A_wait_is_said_in_signs_and_rather_too_long(double seconds, string words) =>
        Assert.Equal(words, Waits.Words(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(null, "/account")]
    [InlineData("", "/account")]
    [InlineData("sessions", "/account/sessions")]
    [InlineData("//evil.example", "/account")]
    [InlineData("https://evil.example", "/account")]
    [InlineData("/\\evil.example", "/account")]
    [InlineData("Sessions", "/account")]
    [InlineData("device", "/device")]
    [InlineData("device-BCDFGHJK", "/device?user_code=BCDF-GHJK")]
    [InlineData("device-BCDFGHJK&evil=1", "/account")]
    [InlineData("device-//evil.example", "/account")]
    [InlineData("device-", "/account")]
    public void After_sign_in_only_known_names_lead_anywhere(string? name, string address) =>
        Assert.Equal(address, Destination.Of(name));

    [Theory]
    [InlineData("/account", "", "/signin")]
    [InlineData("/account/sessions", "", "/signin?to=sessions")]
    [InlineData("/account/unknown", "", "/signin")]
    [InlineData("/account", "?user_code=BCDFGHJK", "/signin")]
    [InlineData("/device", "", "/signin?to=device")]
    [InlineData("/device", "?user_code=bcdf-ghjk", "/signin?to=device-BCDFGHJK")]
    [InlineData("/device", "?user_code=//evil.example", "/signin?to=device")]
    [InlineData("/device/confirm", "?ticket=x", "/signin?to=device")]
    public void A_page_is_remembered_by_its_name(string path, string query, string address)
    {
        var request = new DefaultHttpContext().Request;
        request.Path = path;
        request.QueryString = new QueryString(query);

        Assert.Equal(address, Destination.SignInBefore(request));
    }

    [Theory]
    [InlineData("pl-PL", "pl")]
    [InlineData("DE", "de")]
    [InlineData("fr", null)]
    [InlineData("", null)]
    [InlineData("enough", null)]
    public void A_language_is_found_by_its_first_subtag(string tag, string? found) =>
        Assert.Equal(found, Language.First(tag)?.Tag);
}
