using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, string Head, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Whether the connection can carry another request.</summary>
    public bool IsLast => Head.Contains("connection: close", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A connection for requests that no HTTP client would send.</summary>
internal sealed class RawHttp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    private RawHttp() { }

    public static async Task<RawHttp> OpenAsync(TestServer server, CancellationToken ct)
    {
        var address = new Uri(server.Issuer);
        var http = new RawHttp();
        await http._tcp.ConnectAsync(address.Host, address.Port, ct);
        return http;
    }

    /// <summary>One request on a connection of its own.</summary>
    public static async Task<RawAnswer?> AskAsync(TestServer server, byte[] request, CancellationToken ct)
    {
        using var http = await OpenAsync(server, ct);
        return await http.SendAsync(request, hasNoBody: false, ct);
    }

    /// <returns>The answer; null where the server ended the connection without one.</returns>
    public async Task<RawAnswer?> SendAsync(ReadOnlyMemory<byte> request, bool hasNoBody, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var stream = _tcp.GetStream();
        try
        {
            await stream.WriteAsync(request, patience.Token);
        }
        catch (IOException)
        {
            // It was answered before it was read to the end; the answer is there all the same.
        }

        var (length, head) = (0, -1);
        while (head < 0)
        {
            var read = await ReadAsync(stream, length, patience.Token);
            if (read == 0)
                return null;
            length += read;
            head = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }

        var text = Encoding.Latin1.GetString(_buffer, 0, head);
        var status = int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture);
        if (!hasNoBody && IsChunked(text))
            return await ReadChunksAsync(stream, status, text, length, patience.Token);
        var expected = hasNoBody || status is 204 or 304 ? 0 : ContentLength(text);
        while (length < head + 4 + expected)
        {
            var read = await ReadAsync(stream, length, patience.Token);
            if (read == 0)
                return null;
            length += read;
        }
        return new RawAnswer(status, text, _buffer.AsSpan(head + 4, expected).ToArray());
    }

    public void Dispose() => _tcp.Dispose();

    private async ValueTask<int> ReadAsync(NetworkStream stream, int at, CancellationToken ct)
    {
        try
        {
            return await stream.ReadAsync(_buffer.AsMemory(at), ct);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // RFC 9112 §7.1, as far as tests need it: the chunks as they came, up to the last one.
    private async Task<RawAnswer?> ReadChunksAsync(
        NetworkStream stream,
        int status,
        string head,
        int length,
        CancellationToken ct
    )
    {
        var start = head.Length + 4;
        while (!_buffer.AsSpan(start, length - start).EndsWith("\r\n0\r\n\r\n"u8))
        {
            var read = await ReadAsync(stream, length, ct);
            if (read == 0)
                return null;
            length += read;
        }
        return new RawAnswer(status, head, _buffer.AsSpan(start, length - start).ToArray());
    }

    private static bool IsChunked(string head) =>
        head.Contains("\r\ntransfer-encoding: chunked", StringComparison.OrdinalIgnoreCase);

    private static int ContentLength(string head)
    {
        const string Name = "\r\ncontent-length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return 0;
        var value = head.AsSpan(at + Name.Length);
        var end = value.IndexOf('\r');
        return int.Parse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture);
    }
}
