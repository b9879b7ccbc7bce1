using System.Text.Json;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Clients.Metadata;
using Identity.Server.Protocol.Authorize;
using Identity.Tests;

namespace Identity.Server.Tests.Clients.DynamicRegistration;

public sealed class RegisteredMembersTests
{
    [Fact, Spec("RFC 7591 §2")]
    public void Whatever_is_kept_of_a_client_it_can_say_itself_but_for_our_own_rule()
    {
        var kept = typeof(ClientMetadata)
            .GetProperties()
            .Where(property => property.GetMethod is { IsStatic: false } && property.Name != "EqualityContract")
            .Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));

        Assert.Equal(["require_pkce"], kept.Except(RegisteredMembers.Names));
    }

    [Fact, Spec("OpenID Connect Dynamic Client Registration §2")]
    public void Every_response_type_that_is_answered_can_be_registered()
    {
        Assert.Equal(ResponseShape.Names.Order(), ResponseTypeGrants.Names.Order());
    }
}
