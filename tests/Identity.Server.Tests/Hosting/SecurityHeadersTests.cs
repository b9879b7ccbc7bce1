using Identity.Server.Hosting;
using Identity.Tests;
using Microsoft.AspNetCore.Http;

namespace Identity.Server.Tests.Hosting;

public sealed class SecurityHeadersTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("RFC 6797 §7.2")]
    public async Task Browsers_are_told_to_stay_with_https_only_over_https(bool isSecure)
    {
        var headers = await RunAsync(isSecure, _ => Task.CompletedTask);

        Assert.Equal(isSecure ? "max-age=63072000; includeSubDomains" : "", headers.StrictTransportSecurity.ToString());
    }

    [Fact]
    public async Task Nothing_loads_frames_or_is_guessed()
    {
        var headers = await RunAsync(isSecure: true, _ => Task.CompletedTask);

        Assert.Equal("nosniff", headers.XContentTypeOptions);
        Assert.Equal("DENY", headers.XFrameOptions);
        Assert.Equal("no-referrer", headers["Referrer-Policy"]);
        Assert.Contains("default-src 'none'", headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_needs_more_says_so_itself()
    {
        var headers = await RunAsync(
            isSecure: true,
            http =>
            {
                http.Response.Headers.ContentSecurityPolicy = "default-src 'self'";
                return Task.CompletedTask;
            }
        );

        Assert.Equal("default-src 'self'", headers.ContentSecurityPolicy);
    }

    private static async Task<IHeaderDictionary> RunAsync(bool isSecure, RequestDelegate next)
    {
        var http = new DefaultHttpContext();
        await new SecurityHeaders(next, isSecure).InvokeAsync(http);
        return http.Response.Headers;
    }
}
