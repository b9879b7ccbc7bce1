using Identity.Server.Tracing;

namespace Identity.Server.Tests.Tracing;

public sealed class PastedTests
{
    private const string Number = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("https://id.example/connect/authorize?client_id=app&scope=openid", "client_id=app&scope=openid")]
    [InlineData("http://localhost:5000/connect/authorize?client_id=app", "client_id=app")]
    [InlineData("/connect/authorize?client_id=app", "client_id=app")]
    [InlineData("?client_id=app", "client_id=app")]
    [InlineData("scope=openid&client_id=app", "scope=openid&client_id=app")]
    [InlineData("  \"https://id.example/connect/authorize?client_id=app\"\n", "client_id=app")]
    [InlineData("https://id.example/connect/authorize?client_id=app#top", "client_id=app")]
    [InlineData("https://id.example/connect/authorize?scope=openid", "scope=openid")]
    [InlineData("https://id.example/connect/authorize", "")]
    public void A_request_is_its_query_however_it_is_pasted(string text, string query) =>
        Assert.Equal(new PastedRequest(query), Pasted.Read(text));

    [Theory]
    [InlineData("urn:ietf:params:oauth:request_uri:abc", "urn:ietf:params:oauth:request_uri:abc")]
    [InlineData("https://id.example/signin?request=ar_abc", "ar_abc")]
    [InlineData("https://id.example/consent?lang=pl&request=ar_abc", "ar_abc")]
    public void A_stored_request_is_known_by_its_name(string text, string handle) =>
        Assert.Equal(new PastedRequest("") { Handle = handle }, Pasted.Read(text));

    [Theory]
    [InlineData("rt_abc", "rt_abc")]
    [InlineData("Bearer eyJ.a.b", "eyJ.a.b")]
    [InlineData("Authorization: bearer eyJ.a.b", "eyJ.a.b")]
    [InlineData("DPoP eyJ.a.b", "eyJ.a.b")]
    [InlineData("https://app.example/callback?code=ac_abc&state=x&iss=https%3A%2F%2Fid.example", "ac_abc")]
    [InlineData("https://app.example/callback#access_token=eyJ.a.b&token_type=Bearer", "eyJ.a.b")]
    [InlineData("https://app.example/callback?tenant=a#id_token=eyJ.a.b", "eyJ.a.b")]
    [InlineData("""{"access_token":"eyJ.a.b","refresh_token":"rt_abc"}""", "eyJ.a.b")]
    [InlineData("""{ "refresh_token" : "rt_abc" }""", "rt_abc")]
    [InlineData("whatever it is", "whatever it is")]
    public void A_token_is_found_in_whatever_it_came_in(string text, string token) =>
        Assert.Equal(new PastedToken(token), Pasted.Read(text));

    [Theory]
    [InlineData(Number)]
    [InlineData("0AF7651916CD43DD8448EB211C80319C")]
    [InlineData("`0af7651916cd43dd8448eb211c80319c` ")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void A_number_is_that_of_a_request(string text) => Assert.Equal(new PastedNumber(Number), Pasted.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("{}")]
    [InlineData("""{"access_token":7}""")]
    [InlineData("{ no json")]
    [InlineData("https://app.example/callback?error=invalid_scope&error_description=x&state=y")]
    public void What_cannot_be_retraced_has_a_sentence(string text) =>
        Assert.EndsWith(".", Assert.IsType<PastedNothing>(Pasted.Read(text)).Why, StringComparison.Ordinal);

    [Fact]
    public void What_is_too_long_is_not_read() =>
        Assert.IsType<PastedNothing>(Pasted.Read(new string('a', Pasted.Longest + 1)));

    [Fact]
    public void A_token_does_not_show() =>
        Assert.DoesNotContain("rt_abc", Pasted.Read("rt_abc").ToString(), StringComparison.Ordinal);
}
