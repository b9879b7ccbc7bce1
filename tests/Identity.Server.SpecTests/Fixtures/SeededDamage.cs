using System.Text;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>A request as its parts, so that any one of them can be damaged and the length still be true.</summary>
internal sealed record Seed(string Method, string Target, (string Name, string Value)[] Headers, byte[] Body);

/// <summary>Damages requests, the same way for the same seed.</summary>
internal sealed class SeededDamage(ulong seed)
{
    private static readonly string[] Pieces =
    [
        "%00",
        "%ff",
        "%",
        "&",
        "=",
        "&&",
        "+",
        "%zz",
        "\u0000",
        "\u00ff\u00fe",
        "{",
        "\"",
        "rt_",
        "a.b.c",
        ".",
        "..",
        "&grant_type=password",
        "&scope=openid%20openid",
        "&resource=x",
        "&resource=",
        "%c0%80",
        "%ed%a0%80",
        "' OR 1=1 --",
        "__proto__",
        "-1",
        "99999999999999999999",
        "null",
        " ",
        "\t",
        ";",
        ",",
        "/",
        "?",
        "#",
    ];
    private static readonly string[] Methods =
    [
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "OPTIONS",
        "TRACE",
        "get",
        "X",
        "P\u00d6ST",
        "",
    ];
    private static readonly string[] Types =
    [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        ";",
        "",
        "a/b/c",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=",
        "\u00ff",
        "application/x-www-form-urlencoded;charset=utf-8;charset=latin1",
        "application/x-www-form-urlencoded",
    ];

    private ulong _state = seed;

    /// <returns>The request as bytes, and whether its answer has no body.</returns>
    public (byte[] Bytes, bool IsHead) Of(Seed request)
    {
        var method = request.Method;
        var target = Latin1(request.Target);
        var headers = request
            .Headers.Select(header => (Name: Latin1(header.Name), Value: Latin1(header.Value)))
            .ToList();
        var body = request.Body;
        for (var times = 1 + Next(3); times > 0; times--)
        {
            switch (Next(10))
            {
                case 0:
                    method = Methods[Next(Methods.Length)];
                    break;
                case 1:
                    target = Bytes(target);
                    break;
                case 2 when headers.Count > 0:
                    var at = Next(headers.Count);
                    headers[at] =
                        Next(4) == 0
                            ? (Bytes(headers[at].Name), headers[at].Value)
                            : (headers[at].Name, Bytes(headers[at].Value));
                    break;
                case 3:
                    headers.Add((Latin1("Content-Type"), Latin1(Types[Next(Types.Length)])));
                    break;
                case 4 when headers.Count > 0:
                    headers.RemoveAt(Next(headers.Count));
                    break;
                case 5 when headers.Count > 0:
                    headers.Add(headers[Next(headers.Count)]);
                    break;
                case 6:
                    body = Shuffled(body);
                    break;
                default:
                    body = Bytes(body);
                    break;
            }
        }
        return (Write(method, target, headers, body), method == "HEAD");
    }

    private static byte[] Write(string method, byte[] target, List<(byte[] Name, byte[] Value)> headers, byte[] body)
    {
        using var bytes = new MemoryStream();
        bytes.Write(OneLine(Latin1(method)));
        bytes.Write(" "u8);
        bytes.Write(OneLine(target));
        bytes.Write(" HTTP/1.1\r\nHost: localhost\r\n"u8);
        foreach (var (name, value) in headers)
        {
            bytes.Write(OneLine(name));
            bytes.Write(": "u8);
            bytes.Write(OneLine(value));
            bytes.Write("\r\n"u8);
        }
        bytes.Write(Latin1($"Content-Length: {body.Length}\r\n\r\n"));
        bytes.Write(body);
        return bytes.ToArray();
    }

    // A line break would only make another request of it, and what is sent must have one answer.
    private static byte[] OneLine(byte[] bytes) =>
        [.. bytes.Select(one => one is (byte)'\r' or (byte)'\n' ? (byte)'x' : one)];

    // One to three of: change a bit, take some out, put something in, repeat a piece, cut the rest off.
    private byte[] Bytes(byte[] original)
    {
        var bytes = new List<byte>(original);
        for (var times = 1 + Next(3); times > 0; times--)
        {
            var at = Next(bytes.Count + 1);
            var length = Math.Min(1 + Next(12), bytes.Count - at);
            switch (Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.Insert(at, (byte)Next(256));
                    break;
                case 3:
                    bytes.InsertRange(Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(at, Latin1(Pieces[Next(Pieces.Length)]));
                    break;
                case 5 when Next(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }

    // Drops, doubles or exchanges whole parameters: damage that is still well-formed.
    private byte[] Shuffled(byte[] form)
    {
        var pairs = Encoding.Latin1.GetString(form).Split('&').ToList();
        var (one, other) = (Next(pairs.Count), Next(pairs.Count));
        switch (Next(4))
        {
            case 0:
                pairs.RemoveAt(one);
                break;
            case 1:
                pairs.Add(pairs[one]);
                break;
            case 2:
                pairs[one] = $"{pairs[one].Split('=')[0]}={pairs[other].Split('=')[^1]}";
                break;
            default:
                (pairs[one], pairs[other]) = (pairs[other], $"{pairs[one]}{Pieces[Next(Pieces.Length)]}");
                break;
        }
        return Latin1(string.Join('&', pairs));
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>SplitMix64: the framework's generator promises no sequence across versions.</summary>
    private int Next(int bound)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
    }
}
