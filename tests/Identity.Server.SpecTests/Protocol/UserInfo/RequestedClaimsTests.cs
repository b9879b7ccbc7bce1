using Identity.Server.Clients;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Server.Users.Details;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.UserInfo;

public sealed class RequestedClaimsTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly PersonDetails Details = new()
    {
        GivenName = "Test",
        FamilyName = "Person",
        Nickname = "Testy",
        Website = "https://example.com/test",
        Birthdate = "0000-02-29",
        PhoneNumber = "+48221234567",
        Address = new PostalAddress { StreetAddress = "Long Street 1\nFlat 2", Country = "Poland" },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Spec("OpenID Connect Core §5.4"), Spec("OpenID Connect Core §5.1")]
    [InlineData("openid phone", "phone_number phone_number_verified sub")]
    [InlineData("openid address", "address sub")]
    [InlineData(
        "openid profile",
        "birthdate family_name given_name locale name nickname sub updated_at website zoneinfo"
    )]
    public async Task Scopes_let_a_client_have_what_a_person_has_added(string scope, string claims)
    {
        var (client, person) = await AddAsync("openid profile email phone address");

        var answer = await host.Server.UserInfoAsync(
            (await host.Server.SignInAsync(client, person.Email, scope)).Issued()
        );

        answer.ShouldSucceed();
        Assert.Equal(claims.Split(' ').Except(["locale"]), answer.Json.Members());
    }

    [Fact, Spec("OpenID Connect Core §5.1"), Spec("OpenID Connect Core §5.1.1")]
    public async Task They_have_the_form_of_the_standard()
    {
        var (client, person) = await AddAsync("openid profile email phone address");
        var token = (await host.Server.SignInAsync(client, person.Email, "openid profile phone address")).Issued();

        var answer = (await host.Server.UserInfoAsync(token)).Json;

        Assert.Equal("0000-02-29", answer.GetProperty("birthdate").GetString());
        Assert.Equal("+48221234567", answer.GetProperty("phone_number").GetString());
        Assert.False(answer.GetProperty("phone_number_verified").GetBoolean());
        Assert.Equal(["country", "street_address"], answer.GetProperty("address").Members());
        Assert.Equal("Long Street 1\nFlat 2", answer.GetProperty("address").GetProperty("street_address").GetString());
        Assert.True(answer.GetProperty("updated_at").GetInt64() > 1_700_000_000);
    }

    [Theory, Spec("OpenID Connect Core §5.5"), Spec("OpenID Connect Core §5.3.2")]
    [InlineData("""{"userinfo":{"email":{"essential":true},"nickname":null}}""", "email nickname sub")]
    [InlineData("""{"userinfo":{"picture":{"essential":true}}}""", "sub")]
    [InlineData("""{"userinfo":{"phone_number":null}}""", "sub")]
    [InlineData("""{"id_token":{"email":null}}""", "sub")]
    [InlineData("""{"userinfo":{"sub":null,"iss":null,"password_hash":null,"__proto__":null}}""", "sub")]
    public async Task Claims_that_were_asked_for_by_name_are_answered_beside_the_scopes(string asked, string claims)
    {
        var (client, person) = await AddAsync("openid profile email");
        var granted = new GrantedAuthorization
        {
            Client = host.Server.Get<ClientCatalog>().Find(client.Id)!,
            Subject = new Subject(person.Id, person.Email, person.EmailVerified, person.Name, person.TimeZone),
            Scopes = ScopeSet.Of("openid"),
            Context = new SignInContext { Claims = asked },
        };

        var issued = await host.Server.Get<TokenIssuer>().IssueAsync(granted, "authorization_code", Ct);
        var answer = await host.Server.UserInfoAsync(issued!.AccessToken);

        answer.ShouldSucceed();
        Assert.Equal(claims.Split(' '), answer.Json.Members());
    }

    private async Task<(TestClient Client, Person Person)> AddAsync(string scopes)
    {
        var client = await host.Server.AddClientAsync(scopes.Split(' '));
        var email = await host.Server.AddUserAsync();
        await host.Server.SetDetailsAsync(email, Details);
        return (client, (await host.Server.Get<People>().FindActiveAsync(email, Ct))!);
    }
}
