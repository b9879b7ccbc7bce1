using System.Net;

namespace Identity.Server.Fetching;

/// <summary>Where the process asks for the addresses of a name.</summary>
internal interface INameResolver
{
    /// <exception cref="System.Net.Sockets.SocketException">The name has no address, or nobody can say.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct);
}
