using System.ComponentModel.DataAnnotations;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Tests;

namespace Identity.Server.Tests.Clients.DynamicRegistration;

public sealed class RegistrationOptionsTests
{
    [Fact]
    public void Nobody_registers_anything_unless_it_is_said()
    {
        var options = new RegistrationOptions();

        Assert.Equal(RegistrationMode.Closed, options.Mode);
        Assert.Empty(FaultsOf(options));
    }

    [Fact, Spec("RFC 9700 §2.4")]
    public void The_usual_policy_has_no_grant_that_takes_a_password_or_acts_for_nobody()
    {
        var policy = new RegistrationOptions().ToPolicy();

        Assert.DoesNotContain("password", policy.GrantTypes);
        Assert.DoesNotContain("client_credentials", policy.GrantTypes);
        Assert.DoesNotContain("implicit", policy.GrantTypes);
        Assert.True(policy.RequiresPkce);
    }

    [Fact]
    public void A_grant_that_there_is_not_is_named()
    {
        var fault = Assert.Single(FaultsOf(new RegistrationOptions { GrantTypes = "authorization_code saml" }));

        Assert.Equal("Registration:GrantTypes has 'saml', which is no grant type.", fault);
    }

    [Theory, Spec("RFC 7591 §2.3")]
    [InlineData("/no/such/file.json", "it is no JSON object, and there is no such file")]
    [InlineData("{", "it is no JSON object of key sets by the issuer's name")]
    [InlineData("""{"https://maker.example": []}""", "the key set of https://maker.example cannot be read")]
    public void A_list_of_makers_that_cannot_be_read_is_named(string setting, string why)
    {
        var fault = Assert.Single(FaultsOf(new RegistrationOptions { SoftwareIssuers = setting }));

        Assert.StartsWith($"Registration:SoftwareIssuers: {why}", fault, StringComparison.Ordinal);
    }

    private static string[] FaultsOf(RegistrationOptions options) =>
        [.. options.Validate(new ValidationContext(options)).Select(fault => fault.ErrorMessage!)];
}
