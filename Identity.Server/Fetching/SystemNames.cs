using System.Net;

namespace Identity.Server.Fetching;

/// <summary>Asks the resolver of the machine.</summary>
internal sealed class SystemNames : INameResolver, IDisposable
{
    // A look-up keeps a thread until it has an answer, also where nobody waits for it any more.
    private readonly SemaphoreSlim _threads = new(32);

    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        await _threads.WaitAsync(ct);
        return await LookUpAsync(host).WaitAsync(ct);
    }

    public void Dispose() => _threads.Dispose();

    private async Task<IPAddress[]> LookUpAsync(string host)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host);
        }
        finally
        {
            _threads.Release();
        }
    }
}
