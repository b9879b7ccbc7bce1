using System.Text;
using Identity.Tests;

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

    private readonly Damage _damage = new(seed, Pieces);

    /// <returns>The request as bytes, and whether its answer has no body.</returns>
    public (byte[] Bytes, bool IsHead) Of(Seed request)
    {
        var method = request.Method;
        var target = Latin1(request.Target);
        var headers = request
            .Headers.Select(header => (Name: Latin1(header.Name), Value: Latin1(header.Value)))
            .ToList();
        var body = request.Body;
        for (var times = 1 + _damage.Below(3); times > 0; times--)
        {
            switch (_damage.Below(10))
            {
                case 0:
                    method = Methods[_damage.Below(Methods.Length)];
                    break;
                case 1:
                    target = _damage.Of(target);
                    break;
                case 2 when headers.Count > 0:
                    var at = _damage.Below(headers.Count);
                    headers[at] =
                        _damage.Below(4) == 0
                            ? (_damage.Of(headers[at].Name), headers[at].Value)
                            : (headers[at].Name, _damage.Of(headers[at].Value));
                    break;
                case 3:
                    headers.Add((Latin1("Content-Type"), Latin1(Types[_damage.Below(Types.Length)])));
                    break;
                case 4 when headers.Count > 0:
                    headers.RemoveAt(_damage.Below(headers.Count));
                    break;
                case 5 when headers.Count > 0:
                    headers.Add(headers[_damage.Below(headers.Count)]);
                    break;
                case 6:
                    body = Shuffled(body);
                    break;
                default:
                    body = _damage.Of(body);
                    break;
            }
        }
        return (Write(method, target, headers, body), method == "HEAD");
    }

    /// <returns>Form-encoded parameters, damaged, which are to stand in an address.</returns>
    public byte[] OfQuery(byte[] query)
    {
        var damaged = _damage.Below(2) == 0 ? Shuffled(query) : _damage.Of(query);
        return [.. OneLine(damaged).Where(one => one is not (byte)' ')];
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

    // Drops, doubles or exchanges whole parameters: damage that is still well-formed.
    private byte[] Shuffled(byte[] form)
    {
        var pairs = Encoding.Latin1.GetString(form).Split('&').ToList();
        var (one, other) = (_damage.Below(pairs.Count), _damage.Below(pairs.Count));
        switch (_damage.Below(4))
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
                (pairs[one], pairs[other]) = (pairs[other], $"{pairs[one]}{Pieces[_damage.Below(Pieces.Length)]}");
                break;
        }
        return Latin1(string.Join('&', pairs));
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);
}
