using System.Net;
using System.Net.Sockets;

namespace Identity.Tests;

/// <summary>A loopback port for a server that is about to start.</summary>
/// <remarks>
/// From below the range that the system takes for connections of its own accord: there, another process's call to somebody could
/// take the port between the look and the start.
/// </remarks>
internal static class FreePort
{
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse) { }
        }
    }
}
