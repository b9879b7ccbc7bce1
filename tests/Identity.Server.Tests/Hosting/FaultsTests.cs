using System.Text;
using System.Text.Json;
using Identity.Server.Hosting;
using Identity.Server.Management.Wire;
using Identity.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Identity.Server.Tests.Hosting;

public sealed class FaultsTests
{
    [Theory]
    [InlineData(400, "invalid_request")]
    [InlineData(404, "invalid_request")]
    [InlineData(405, "invalid_request")]
    [InlineData(413, "invalid_request")]
    [InlineData(415, "invalid_request")]
    [InlineData(500, "server_error")]
    [InlineData(503, "temporarily_unavailable")]
    [Spec("RFC 6749 §5.2")]
    public async Task An_empty_refusal_gets_the_shape_of_all_others(int status, string code)
    {
        var response = await RunAsync(http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        Assert.Equal(
            (status, "application/json", "no-store"),
            (response.StatusCode, response.ContentType, response.Headers.CacheControl.ToString())
        );
        Assert.Equal(code, Error(response));
    }

    [Fact]
    public async Task A_database_that_is_away_is_a_reason_to_come_back()
    {
        var response = await RunAsync(_ => throw new TimeoutException("secret"), isAway: true);

        Assert.Equal(
            (503, "2", "temporarily_unavailable"),
            (response.StatusCode, response.Headers.RetryAfter.ToString(), Error(response))
        );
        Assert.DoesNotContain("secret", Text(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_ours_says_nothing_of_itself()
    {
        var response = await RunAsync(_ => throw new InvalidOperationException("secret"));

        Assert.Equal((500, "server_error"), (response.StatusCode, Error(response)));
        Assert.Equal(0, response.Headers.RetryAfter.Count);
        Assert.DoesNotContain("secret", Text(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_web_server_refuses_keeps_its_status() =>
        Assert.Equal(408, (await RunAsync(_ => throw new BadHttpRequestException("slow", 408))).StatusCode);

    [Fact]
    public async Task Nobody_is_answered_who_has_gone()
    {
        var http = Context();
        http.RequestAborted = new CancellationToken(canceled: true);

        await Over(_ => throw new OperationCanceledException(), isAway: false).InvokeAsync(http);

        Assert.Equal(0, http.Response.Body.Length);
    }

    [Fact]
    public async Task Who_gave_up_on_our_side_failed() =>
        Assert.Equal(500, (await RunAsync(_ => throw new OperationCanceledException())).StatusCode);

    [Fact]
    public async Task An_answer_that_is_there_stays()
    {
        var response = await RunAsync(http =>
        {
            http.Response.StatusCode = 400;
            http.Response.ContentType = "application/json";
            return http.Response.Body.WriteAsync("{}"u8.ToArray()).AsTask();
        });

        Assert.Equal("{}", Text(response));
    }

    [Fact]
    public async Task A_success_without_a_body_stays_one() =>
        Assert.Equal("", Text(await RunAsync(_ => Task.CompletedTask)));

    [Theory, Spec("RFC 9457 §3")]
    [InlineData("/api/v1/users", false, 500, "urn:identity:problem:server_error")]
    [InlineData("/api/v1/users", true, 503, "urn:identity:problem:busy")]
    [InlineData("/api/v10/users", true, 503, null)]
    public async Task Below_the_paths_of_a_door_its_own_shape_is_answered(
        string path,
        bool isAway,
        int status,
        string? type
    )
    {
        var http = FromBrowser();
        http.Request.Path = path;
        RequestDelegate next = _ => throw new InvalidOperationException("secret");

        await new Faults(next, _ => isAway, NullLogger<Faults>.Instance, [new ProblemFaults()]).InvokeAsync(http);

        using var body = JsonDocument.Parse(Text(http.Response));
        Assert.Equal(status, http.Response.StatusCode);
        Assert.Equal(type, body.RootElement.TryGetProperty("type", out var found) ? found.GetString() : null);
        Assert.DoesNotContain("secret", Text(http.Response), StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 9110 §9.3.2")]
    public async Task A_head_gets_no_body()
    {
        var response = await RunAsync(http =>
        {
            http.Request.Method = "HEAD";
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });

        Assert.Equal("", Text(response));
        Assert.True(response.ContentLength > 0);
    }

    [Fact]
    public async Task A_browser_is_shown_the_page_and_the_request_keeps_its_address()
    {
        var http = FromBrowser();
        http.Request.QueryString = new QueryString("?token=secret");
        Fault? shown = null;

        await WithPage(context =>
            {
                if (context.Request.Path != "/error")
                    throw new InvalidOperationException("broken");
                shown = context.Features.Get<Fault>();
                context.Response.ContentType = "text/html";
                return context.Response.WriteAsync($"{context.Request.Method}{context.Request.QueryString}");
            })
            .InvokeAsync(http);

        Assert.Equal(new Fault(500, http.TraceIdentifier, "POST /here"), shown);
        Assert.Equal((500, "GET"), (http.Response.StatusCode, Text(http.Response)));
        Assert.Equal(("POST", "/here", "?token=secret"), Address(http));
    }

    [Fact]
    public async Task Where_the_page_is_broken_too_the_plain_answer_is_left()
    {
        var http = FromBrowser();

        await WithPage(context =>
            {
                context.Response.ContentType = "text/html";
                throw new InvalidOperationException("broken");
            })
            .InvokeAsync(http);

        Assert.Equal((500, "server_error"), (http.Response.StatusCode, Error(http.Response)));
        Assert.Equal(("POST", "/here", ""), Address(http));
    }

    [Theory]
    [InlineData("POST", "application/json")]
    [InlineData("POST", "*/*")]
    [InlineData("HEAD", "text/html")]
    public async Task A_program_is_shown_no_page(string method, string accept)
    {
        var http = FromBrowser();
        (http.Request.Method, http.Request.Headers.Accept) = (method, accept);
        var asked = 0;

        await WithPage(context =>
            {
                asked++;
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
            })
            .InvokeAsync(http);

        Assert.Equal((1, "application/json"), (asked, http.Response.ContentType));
    }

    private static (string, string?, string?) Address(DefaultHttpContext http) =>
        (http.Request.Method, http.Request.Path.Value, http.Request.QueryString.Value);

    private static Faults WithPage(RequestDelegate next) =>
        new(next, _ => false, NullLogger<Faults>.Instance, shapes: [], page: "/error");

    private static DefaultHttpContext FromBrowser()
    {
        var http = Context();
        http.Request.Path = "/here";
        http.Request.Headers.Accept = "text/html,*/*;q=0.8";
        return http;
    }

    private static async Task<HttpResponse> RunAsync(RequestDelegate next, bool isAway = false)
    {
        var http = Context();
        await Over(next, isAway).InvokeAsync(http);
        return http.Response;
    }

    private static Faults Over(RequestDelegate next, bool isAway) =>
        new(next, _ => isAway, NullLogger<Faults>.Instance, shapes: []);

    private static DefaultHttpContext Context()
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Response.Body = new MemoryStream();
        return http;
    }

    private static string? Error(HttpResponse response)
    {
        using var json = JsonDocument.Parse(Text(response));
        return json.RootElement.GetProperty("error").GetString();
    }

    private static string Text(HttpResponse response) =>
        Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray());
}
