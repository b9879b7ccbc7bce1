namespace Identity.Server.SpecTests.Management;

/// <summary>Bodies about people that are not what they should be are named, member by member, and change nothing.</summary>
[Collection<AdministrationTests>]
public sealed class HostileUserBodiesTests(Administration admins)
{
    [Theory]
    [InlineData("""{}""", "email")]
    [InlineData("""{"email":null}""", "email")]
    [InlineData("""{"email":7}""", "email")]
    [InlineData("""{"email":"no address"}""", "email")]
    [InlineData("""{"email":"a@example.com\u0000"}""", "email")]
    [InlineData("""{"email":"a@example.com\r\nBcc: b@example.com"}""", "email")]
    [InlineData("""{"email":"x@example.com","emial":"a"}""", "emial")]
    [InlineData("""{"email":"x@example.com","id":"01a1fc68-6655-79a4-a214-88a6e3a167f7"}""", "id")]
    [InlineData("""{"email":"x@example.com","password_hash":"$2a$04$"}""", "password_hash")]
    [InlineData("""{"email":"x@example.com","name":""}""", "name")]
    [InlineData("""{"email":"x@example.com","name":"two\nlines"}""", "name")]
    [InlineData("""{"email":"x@example.com","name":["a"]}""", "name")]
    [InlineData("""{"email":"x@example.com","time_zone":"Mars/Olympus"}""", "time_zone")]
    [InlineData("""{"email":"x@example.com","locale":"../../etc"}""", "locale")]
    [InlineData("""{"email":"x@example.com","password":"short"}""", "password")]
    [InlineData("""{"email":"x@example.com","password":"x@example.com"}""", "password")]
    [InlineData("""{"email":"x@example.com","password":"seven green lanterns hum","invite":true}""", "password")]
    [InlineData("""{"email":"x@example.com","password_change_required":true}""", "password_change_required")]
    [InlineData("""{"email":"x@example.com","email_verified":"yes"}""", "email_verified")]
    [InlineData("""{"email":"x@example.com","details":[]}""", "details")]
    [InlineData("""{"email":"x@example.com","details":{"givenName":"A"}}""", "details.givenName")]
    [InlineData("""{"email":"x@example.com","details":{"website":"javascript:alert(1)"}}""", "details")]
    [InlineData("""{"email":"x@example.com","details":{"birthdate":"tomorrow"}}""", "details")]
    [InlineData("""{"email":"x@example.com","roles":"owner"}""", "roles")]
    [InlineData("""{"email":"x@example.com","roles":[null]}""", "roles[0]")]
    public async Task A_new_account_that_is_wrong_is_named(string body, string member)
    {
        var refused = await admins.SendAsync(admins.Owner, "POST", "/users", body);

        Assert.NotEmpty(refused.ErrorsOf(member));
        Assert.Empty((await admins.GetAsync(admins.Owner, "/users?search=x@example.com")).Items("id"));
    }

    [Theory]
    [InlineData("", """{"email":null}""", "email")]
    [InlineData("", """{"email_verified":null}""", "email_verified")]
    [InlineData("", """{"password_change_required":null}""", "password_change_required")]
    [InlineData("", """{"status":"active"}""", "status")]
    [InlineData("", """{"roles":["owner"]}""", "roles")]
    [InlineData("", """{"name":"\u0007"}""", "name")]
    [InlineData("", """{"details":{"phone_number":"0048 22"}}""", "details")]
    [InlineData("", """{"details":{"address":{"street":"x"}}}""", "details.address.street")]
    [InlineData("/suspension", """{"message":"two\nlines"}""", "message")]
    [InlineData("/suspension", """{"until":"tomorrow"}""", "until")]
    [InlineData("/password", """{}""", "password")]
    [InlineData("/password", """{"password":null}""", "password")]
    [InlineData("/password", """{"password":"with a \u0000 in the middle of it"}""", "password")]
    [InlineData("/roles", """{}""", "roles")]
    public async Task A_change_that_is_wrong_is_named_and_changes_nothing(string what, string body, string member)
    {
        var path = $"/users/{admins.Nobody.Id}";
        var before = await admins.GetAsync(admins.Owner, path);

        var method = what.Length == 0 ? "PATCH" : "PUT";
        var refused = await admins.SendAsync(admins.Owner, method, path + what, body, ("If-Match", "*"));

        Assert.NotEmpty(refused.ErrorsOf(member));
        Assert.Equal(before.Body, (await admins.GetAsync(admins.Owner, path)).Body);
    }

    [Fact]
    public async Task Half_a_letter_and_a_flood_of_letters_are_refused()
    {
        foreach (
            var (body, status, code) in ((string, int, string)[])
                [
                    ("""{"email":"a@example.com","name":"\ud800"}""", 400, "malformed"),
                    ("""{"email":"a@example.com","email":"b@example.com"}""", 400, "malformed"),
                    ("""[]""", 400, "malformed"),
                    ("{", 400, "malformed"),
                    ($$"""{"email":"{{new string('a', 70_000)}}"}""", 413, "too_large"),
                ]
        )
        {
            (await admins.SendAsync(admins.Owner, "POST", "/users", body)).ShouldBeProblem(status, code);
        }
    }
}
