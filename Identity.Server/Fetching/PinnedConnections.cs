using System.Net;
using System.Net.Sockets;

namespace Identity.Server.Fetching;

/// <summary>Connects to the addresses that were checked, so that a name cannot mean another host a moment later.</summary>
internal static class PinnedConnections
{
    /// <summary>Of a name with very many addresses, how many are tried.</summary>
    private const int MaximumTries = 4;
    private const int LargestHeaders = 16; // KiB

    private static readonly HttpRequestOptionsKey<HostCheck.Passed> Host = new("checked-host");

    public static HttpMessageInvoker Open(TimeSpan timeout) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = (context, ct) => ConnectAsync(context, timeout, ct),
                ConnectTimeout = timeout,
                // One connection a request: the next one goes where the name leads then, after it was checked.
                PooledConnectionLifetime = TimeSpan.Zero,
                MaxResponseHeadersLength = LargestHeaders,
                MaxResponseDrainSize = 0,
                AllowAutoRedirect = false,
                // A proxy of the environment would be asked in our place, and connect to whatever it likes.
                UseProxy = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
            }
        );

    public static void Pin(this HttpRequestMessage request, HostCheck.Passed host) => request.Options.Set(Host, host);

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        TimeSpan timeout,
        CancellationToken ct
    )
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(Host, out var host))
            throw new InvalidOperationException("The host of this request was not checked.");

        var addresses = host.Addresses.Take(MaximumTries).ToList();
        // An address that swallows everything leaves time for the next.
        var patience = timeout / Math.Min(addresses.Count, 2);
        foreach (var address in addresses)
        {
            if (await TryConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), patience, ct) is { } stream)
                return stream;
        }
        throw new SocketException((int)SocketError.HostUnreachable);
    }

    private static async Task<Stream?> TryConnectAsync(IPEndPoint to, TimeSpan patience, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        NetworkStream? connected = null;
        try
        {
            await socket.ConnectAsync(to, limit.Token);
            return connected = new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (connected is null)
                socket.Dispose();
        }
    }
}
