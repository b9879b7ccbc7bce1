using System.Buffers;
using System.Text;
using Identity.Server.Hosting.Wire;
using Identity.Server.Protocol.Wire;
using Identity.Tests;
using Microsoft.AspNetCore.Http;

namespace Identity.Server.Tests.Protocol.Wire;

public sealed class RequestFormTests
{
    [Theory]
    [InlineData("a=b", "b")]
    [InlineData("a=b&", "b")]
    [InlineData("&&a=b", "b")]
    [InlineData("x=1&a=b&y=2", "b")]
    [InlineData("a=b=c", "b=c")]
    [InlineData("a=b+c", "b c")]
    [InlineData("a=b%20c", "b c")]
    [InlineData("a=b%2bc", "b+c")]
    [InlineData("a=b%26c%3D", "b&c=")]
    [InlineData("%61=b", "b")]
    [InlineData("a=%C3%BC", "ü")]
    [InlineData("a=ü", "ü")]
    [InlineData("a=%F0%9F%98%80", "😀")]
    [InlineData("a=b;c=d", "b;c=d")]
    [InlineData("A=b", null)]
    [InlineData("", null)]
    [Spec("RFC 6749 §B")]
    public void A_parameter_is_decoded(string body, string? expected) => Assert.Equal(expected, Forms.Of(body)["a"]);

    [Theory]
    [InlineData("a")]
    [InlineData("a=")]
    [InlineData("x=1&a=&y=2")]
    [Spec("RFC 6749 §3.1")]
    public void Empty_is_absent(string body) => Assert.Null(Forms.Of(body)["a"]);

    [Fact, Spec("RFC 6749 §3.1")]
    public void Empty_does_not_count_as_a_repetition() => Assert.Equal("b", Forms.Of("a=&a=b&a")["a"]);

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%4G")]
    [InlineData("a=%G4")]
    [InlineData("a=%%41")]
    [InlineData("a=%u0041")]
    [InlineData("%=b")]
    [InlineData("a=%00")]
    [InlineData("a=b\0")]
    [InlineData("a%00=b")]
    [InlineData("a=%FF")]
    [InlineData("a=%C3")]
    [InlineData("a=%C0%80")]
    [InlineData("a=%ED%A0%80")]
    [InlineData("a=%F4%90%80%80")]
    [InlineData("x=1&a=%FF")]
    public void What_is_damaged_is_refused(string body) =>
        Assert.Equal("invalid_request", Forms.Error(Forms.Read(body)).Code);

    [Theory]
    [InlineData("a=1&a=1")]
    [InlineData("a=1&b=2&a=3")]
    [InlineData("a=1&%61=2")]
    [InlineData("=1&=2")]
    [Spec("RFC 6749 §3.2")]
    public void A_parameter_comes_once(string body) =>
        Assert.Equal("invalid_request", Forms.Error(Forms.Read(body)).Code);

    [Fact, Spec("RFC 8707 §2")]
    public void Only_resource_is_repeated()
    {
        var form = Forms.Of("resource=a&x=1&resource=b&resource=a");

        Assert.Equal(["a", "b"], form.Resources);
        Assert.Equal("a", form["resource"]);
        Assert.Empty(Forms.Of("x=1").Resources);
    }

    [Fact]
    public void There_are_64_parameters_at_most()
    {
        static string Many(int count) => string.Join('&', Enumerable.Range(1, count).Select(n => $"p{n}=v"));

        Assert.Equal("v", Forms.Of(Many(64))["p64"]);
        Assert.Equal("invalid_request", Forms.Error(Forms.Read(Many(65))).Code);
    }

    [Fact]
    public void Its_values_do_not_show() => Assert.Equal("2 parameters", $"{Forms.Of("password=secret&x=1")}");

    [Fact]
    public void A_body_in_pieces_is_one_body()
    {
        var body = "username=ann&password=a%20b&resource=x"u8.ToArray();
        for (var cut = 0; cut <= body.Length; cut++)
        {
            var first = new Piece(body.AsMemory(0, cut));
            var last = first.Then(body.AsMemory(cut));
            var form = Forms.Value(RequestForm.Parse(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length)));

            Assert.Equal(("ann", "a b", "x"), (form["username"], form["password"], form["resource"]));
        }
    }

    [Fact]
    public void Ten_thousand_damaged_bodies_are_read_or_refused()
    {
        byte[][] seeds =
        [
            "grant_type=password&username=ann%40example.com&password=a+b&scope=openid+read&resource=x&resource=y"u8.ToArray(),
        ];
        byte[][] spice =
        [
            "%"u8.ToArray(),
            "%0"u8.ToArray(),
            "%00"u8.ToArray(),
            "&"u8.ToArray(),
            "="u8.ToArray(),
            [0xFF],
            [0xC3],
            [0],
            "%C3"u8.ToArray(),
        ];
        var refused = 0;
        foreach (var body in Seeded.Damaged(6749, seeds, spice))
        {
            if (RequestForm.Parse(body).Refused(out var error, out var form))
            {
                Assert.Equal("invalid_request", error.Code);
                refused++;
            }
            else
            {
                Assert.DoesNotContain('\0', form["password"] ?? "");
            }
        }

        Assert.InRange(refused, 1000, 9000);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("Application/X-WWW-Form-URLencoded")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded;charset=\"UTF-8\"")]
    public async Task A_form_is_read_by_its_content_type(string type) =>
        Assert.Equal("b", Forms.Value(await ReadAsync("a=b", type))["a"]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded; charset=iso-8859-1")]
    [InlineData("application/x-www-form-urlencoded2")]
    public async Task Another_content_type_is_refused(string? type)
    {
        var error = Forms.Error(await ReadAsync("a=b", type));

        Assert.Equal(("invalid_request", 400), (error.Code, error.Status));
    }

    [Fact, Spec("RFC 9110 §15.5.16")]
    public async Task A_compressed_body_is_refused()
    {
        var http = Request("a=b", "application/x-www-form-urlencoded");
        http.Headers.ContentEncoding = "gzip";

        Assert.Equal(415, Forms.Error(await RequestForm.ReadAsync(http, TestContext.Current.CancellationToken)).Status);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [Spec("RFC 9110 §15.5.14")]
    public async Task A_body_has_a_limit_whether_it_says_its_length_or_not(int more, bool isRead)
    {
        var body = "a=" + new string('b', RequestBody.Longest - 2 + more);
        foreach (var saysLength in (bool[])[true, false])
        {
            var http = Request(body, "application/x-www-form-urlencoded");
            http.ContentLength = saysLength ? body.Length : null;
            var outcome = await RequestForm.ReadAsync(http, TestContext.Current.CancellationToken);

            if (isRead)
                Assert.Equal(body[2..], Forms.Value(outcome)["a"]);
            else
                Assert.Equal(413, Forms.Error(outcome).Status);
        }
    }

    private static ValueTask<Outcome<RequestForm>> ReadAsync(string body, string? type) =>
        RequestForm.ReadAsync(Request(body, type), TestContext.Current.CancellationToken);

    private static HttpRequest Request(string body, string? type)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = type;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return request;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> bytes) => Memory = bytes;

        public Piece Then(ReadOnlyMemory<byte> bytes)
        {
            var next = new Piece(bytes) { RunningIndex = Memory.Length };
            Next = next;
            return next;
        }
    }
}
