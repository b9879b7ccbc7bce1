using System.Text;
using Identity.Server.Protocol.UserInfo;
using Identity.Server.Protocol.Wire;
using Identity.Tests;
using Microsoft.AspNetCore.Http;

namespace Identity.Server.Tests.Protocol.UserInfo;

public sealed class BearerTokenTests
{
    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("bearer abc")]
    [InlineData("BEARER  abc ")]
    [Spec("RFC 6750 §2.1")]
    public async Task A_token_is_read_from_the_header(string header) =>
        Assert.Equal("abc", Forms.Value(await ReadAsync(header)).Value);

    [Fact, Spec("RFC 6750 §2.2")]
    public async Task A_token_is_read_from_the_body() =>
        Assert.Equal("abc", Forms.Value(await ReadAsync(null, "access_token=abc")).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer  ")]
    [InlineData("Basic abc")]
    [InlineData("Bearerabc")]
    [Spec("RFC 6750 §3")]
    public async Task Without_a_token_the_challenge_names_no_error(string? header)
    {
        var error = Forms.Error(await ReadAsync(header));

        Assert.Equal((401, "Bearer realm=\"identity\""), (error.Status, error.Challenge));
    }

    [Theory]
    [InlineData("Bearer abc", "access_token=abc")]
    [InlineData("Bearer abc", "access_token=a&access_token=b")]
    [InlineData(null, "access_token=a&access_token=b")]
    [Spec("RFC 6750 §2")]
    public async Task A_request_carries_one_token(string? header, string body)
    {
        var error = Forms.Error(await ReadAsync(header, body));

        Assert.Equal(("invalid_request", 400), (error.Code, error.Status));
    }

    [Fact, Spec("RFC 6750 §3.1")]
    public async Task Two_headers_are_refused()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = new(["Bearer a", "Bearer b"]);

        var error = Forms.Error(await BearerToken.ReadAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal(("invalid_request", 400), (error.Code, error.Status));
    }

    [Fact, Spec("RFC 6750 §2.3")]
    public async Task A_token_in_the_url_is_not_looked_for()
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString("?access_token=abc");

        Assert.Equal(
            401,
            Forms.Error(await BearerToken.ReadAsync(request, TestContext.Current.CancellationToken)).Status
        );
    }

    [Fact, Spec("RFC 6750 §2.2")]
    public async Task A_form_is_only_read_from_a_post() =>
        Assert.Equal(401, Forms.Error(await ReadAsync(null, "access_token=abc", "GET")).Status);

    [Fact, Spec("RFC 6750 §3.1"), Spec("RFC 6750 §3")]
    public void A_refusal_names_its_error_in_the_challenge()
    {
        var invalid = BearerToken.Invalid("why");
        var insufficient = BearerToken.InsufficientScope("openid", "client");

        Assert.Equal(401, invalid.Status);
        Assert.Contains("error=\"invalid_token\"", invalid.Challenge, StringComparison.Ordinal);
        Assert.Equal(403, insufficient.Status);
        Assert.Contains("error=\"insufficient_scope\"", insufficient.Challenge, StringComparison.Ordinal);
        Assert.EndsWith(", scope=\"openid\"", insufficient.Challenge, StringComparison.Ordinal);
        Assert.All(
            (string[])["realm=", "error=", "error_description=", "scope="],
            name => Assert.Equal(2, insufficient.Challenge!.Split(name).Length)
        );
    }

    [Fact]
    public void The_token_does_not_show() =>
        Assert.DoesNotContain("secret", $"{new BearerToken("secret")}", StringComparison.Ordinal);

    private static ValueTask<Outcome<BearerToken>> ReadAsync(
        string? header,
        string? body = null,
        string method = "POST"
    )
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        if (header is not null)
            request.Headers.Authorization = header;
        if (body is not null)
        {
            request.ContentType = "application/x-www-form-urlencoded";
            request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        }
        return BearerToken.ReadAsync(request, TestContext.Current.CancellationToken);
    }
}
