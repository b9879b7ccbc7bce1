using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>The contract of the sign-up service, row by row.</summary>
public sealed class SignUpServiceTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact]
    public async Task A_person_signs_up_signs_in_and_reads_their_profile()
    {
        var server = await AdoptedServer.WithAllAsync(host.Server);
        var body = $$"""{"email":"{{AdoptedServer.NewEmail()}}","password":"password1"}""";

        var signedUp = await server.PostAsync("/auth/signup", body);
        var signedIn = await server.PostAsync("/auth/signin", body);
        var profile = await server.GetAsync("/auth/profile", signedIn.Issued());

        Assert.Equal(["id", "email"], Names(signedUp));
        Assert.True(signedUp.Json.GetProperty("id").TryGetInt64(out _));
        Assert.Equal(["access_token", "token_type"], Names(signedIn));
        Assert.Equal("bearer", signedIn["token_type"]);
        Assert.Equal(["id", "email", "created_at", "updated_at"], Names(profile));
        Assert.Equal(signedUp["id"], profile["id"]);
    }

    [Fact]
    public async Task A_profile_is_not_shown_without_a_token()
    {
        var server = await AdoptedServer.WithAllAsync(host.Server);

        Assert.Equal(401, (await server.GetAsync("/auth/profile")).Status);
    }

    private static IEnumerable<string> Names(TestAnswer answer)
    {
        answer.ShouldSucceed();
        return answer.Json.EnumerateObject().Select(member => member.Name);
    }
}
