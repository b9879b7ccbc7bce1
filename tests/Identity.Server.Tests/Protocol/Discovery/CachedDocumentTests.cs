using System.Text;
using Identity.Server.Protocol.Discovery;
using Identity.Tests;
using Microsoft.AspNetCore.Http;

namespace Identity.Server.Tests.Protocol.Discovery;

public sealed class CachedDocumentTests
{
    private const string ETag = "\"0123\"";

    [Theory]
    [InlineData("\"0123\"")]
    [InlineData("W/\"0123\"")]
    [InlineData("\"other\", \"0123\"")]
    [InlineData("\"other\" , W/\"0123\"")]
    [InlineData("*")]
    [Spec("RFC 9110 §13.1.2")]
    public async Task Who_has_it_already_is_told_so(string held)
    {
        var (response, body) = await ServeAsync(held);

        Assert.Equal((304, ""), (response.StatusCode, body));
        Assert.Equal((ETag, "public"), (response.Headers.ETag.ToString(), response.Headers.CacheControl.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\"other\"")]
    [InlineData("W/\"other\"")]
    [InlineData("0123")]
    [InlineData("\"0123")]
    [InlineData("\"*\"")]
    public async Task Anybody_else_gets_it_whole(string? held)
    {
        var (response, body) = await ServeAsync(held);

        Assert.Equal(
            (200, "{}", 2L, "application/json"),
            (response.StatusCode, body, response.ContentLength, response.ContentType)
        );
        Assert.Equal("*", response.Headers.AccessControlAllowOrigin);
    }

    [Fact]
    public async Task Tags_may_come_in_several_headers()
    {
        var (response, _) = await ServeAsync("\"other\"", ETag);

        Assert.Equal(304, response.StatusCode);
    }

    [Fact, Spec("RFC 9110 §9.3.2")]
    public async Task A_head_is_a_get_without_its_body()
    {
        var http = Context();
        http.Request.Method = "HEAD";
        await CachedDocument.WriteAsync(http, "application/json", "{}"u8.ToArray(), ETag, "public");

        Assert.Equal((200, 2L, 0L), (http.Response.StatusCode, http.Response.ContentLength, http.Response.Body.Length));
    }

    private static async Task<(HttpResponse Response, string Body)> ServeAsync(params string?[] held)
    {
        var http = Context();
        if (held is not [null])
            http.Request.Headers.IfNoneMatch = new(held);
        await CachedDocument.WriteAsync(http, "application/json", "{}"u8.ToArray(), ETag, "public");
        return (http.Response, Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()));
    }

    private static DefaultHttpContext Context()
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        http.Response.Body = new MemoryStream();
        return http;
    }
}
