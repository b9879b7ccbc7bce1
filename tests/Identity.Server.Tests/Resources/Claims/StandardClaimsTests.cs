using Identity.Server.Resources;
using Identity.Server.Resources.Claims;
using Identity.Tests;

namespace Identity.Server.Tests.Resources.Claims;

public sealed class StandardClaimsTests
{
    [Theory, Spec("OpenID Connect Core §5.4")]
    [InlineData("openid", "")]
    [InlineData("email", "email email_verified")]
    [InlineData("phone", "phone_number phone_number_verified")]
    [InlineData("address", "address")]
    [InlineData("offline_access read", "")]
    [InlineData("address email", "address email email_verified")]
    [InlineData(
        "profile",
        "birthdate family_name gender given_name locale middle_name name nickname picture preferred_username profile"
            + " updated_at website zoneinfo"
    )]
    public void A_scope_has_the_claims_of_the_standard(string scopes, string claims) =>
        Assert.Equal(claims, string.Join(' ', StandardClaims.Of(ScopeSet.Read(scopes)!).Order(StringComparer.Ordinal)));

    [Fact]
    public void A_claim_belongs_to_one_scope_or_says_nothing_of_a_person()
    {
        Assert.All(StandardClaims.Names, name => Assert.NotNull(StandardClaims.ScopeOf(name)));
        Assert.Equal(StandardScopes.Email, StandardClaims.ScopeOf("email_verified"));
        Assert.Null(StandardClaims.ScopeOf("sub"));
        Assert.Null(StandardClaims.ScopeOf("Email"));
        Assert.Null(StandardClaims.ScopeOf("__proto__"));
    }
}
