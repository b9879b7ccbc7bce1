using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Identity.Server.SpecTests.Fetching;

/// <summary>Somebody else's host: it answers what a test says, byte for byte, and remembers what it was asked.</summary>
internal sealed class Origin : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<Asking, Task> _answer;
    private readonly Task _accepting;
    private int _connections;

    private Origin(IPAddress at, int port, Func<Asking, Task> answer)
    {
        _answer = answer;
        _listener = new TcpListener(at, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The heads of the requests, and of a form its body.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>How often somebody connected, also who said nothing then.</summary>
    public int Connections => _connections;

    public string Url(string path = "/document", string host = "127.0.0.1") => $"http://{host}:{Port}{path}";

    public static Origin Start(Func<Asking, Task> answer, IPAddress? at = null, int port = 0) =>
        new(at ?? IPAddress.Loopback, port, answer);

    public static Origin Answering(string answer) => Start(asking => asking.WriteAsync(answer));

    /// <summary>A whole answer with status 200.</summary>
    public static string Ok(string body, string type = "application/json", string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        if (_accepting.IsCompleted)
            return;
        await _closing.CancelAsync();
        await _accepting;
        _listener.Stop();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var tcp = await _listener.AcceptTcpClientAsync(_closing.Token);
                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(tcp));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient tcp)
    {
        using var _ = tcp;
        try
        {
            var asking = new Asking(tcp.GetStream(), await ReadAsync(tcp.GetStream()), _closing.Token);
            Asked.Enqueue(asking.Text);
            await _answer(asking);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // Whoever asked has had enough.
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[64 * 1024];
        var text = "";
        while (!IsWhole(text))
        {
            var read = await stream.ReadAsync(buffer, _closing.Token);
            if (read == 0)
                throw new IOException("It asked nothing.");
            text += Encoding.Latin1.GetString(buffer, 0, read);
        }
        return text;
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        var length = text[..end]
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null || text.Length - end - 4 >= int.Parse(length.Split(':')[1], null);
    }
}

/// <summary>One request to an <see cref="Origin"/>.</summary>
internal sealed record Asking(NetworkStream Stream, string Text, CancellationToken Closing)
{
    public string Path => Text.Split(' ')[1];

    public async Task WriteAsync(string text) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), Closing);

    public Task StaySilentAsync() => Task.Delay(Timeout.Infinite, Closing);
}
