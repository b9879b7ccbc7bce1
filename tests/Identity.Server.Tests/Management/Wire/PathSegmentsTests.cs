using Identity.Server.Management.Wire;
using Identity.Tests;

namespace Identity.Server.Tests.Management.Wire;

public sealed class PathSegmentsTests
{
    private const string Template = "/api/v1/apis/{audience}/secrets/{id}";

    [Theory, Spec("RFC 3986 §2.2")]
    [InlineData("/api/v1/apis/https%3A%2F%2Fapi.example.com%2Fx/secrets/7", "https://api.example.com/x")]
    [InlineData("/api/v1/apis/https:%2f%2fapi.example.com/secrets/7?limit=1/2/3", "https://api.example.com")]
    [InlineData("/api/v1/apis/a%252Fb/secrets/7/", "a%2Fb")]
    [InlineData("http://host:5000/api/v1/apis/urn:x/secrets/7", "urn:x")]
    public void A_name_is_one_segment_whatever_is_in_it(string target, string audience)
    {
        var names = PathSegments.Read(Template, target);

        Assert.Equal(audience, names!["audience"]);
        Assert.Equal("7", names["id"]);
    }

    [Theory]
    [InlineData("/api/v1/apis/x/../y/secrets/7")]
    [InlineData("/api/v1/apis/%2e%2e/secrets/7")]
    [InlineData("/api/v1/apis//secrets/7")]
    [InlineData("/api/v1/apis/%00/secrets/7")]
    [InlineData("/api/v1/apis/%ff/secrets/7")]
    [InlineData("/api/v1/apis/x/secrets")]
    [InlineData("")]
    public void What_is_no_name_is_nothing(string target) => Assert.Null(PathSegments.Read(Template, target));
}
