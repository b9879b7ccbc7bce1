using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Keeps sessions, with their tokens, in the app's cache: a browser holds nothing but the name of one.</summary>
/// <remarks>They are sealed there as they would be in a cookie: who reads the cache reads no token.</remarks>
internal sealed class ServerTickets(
    IDistributedCache cache,
    IDataProtectionProvider protection,
    TimeProvider clock,
    string scheme,
    TimeSpan life
) : ITicketStore
{
    private const string Prefix = "identity.session.";

    private readonly IDataProtector _seal = protection.CreateProtector("Identity.Authentication.Sessions.v1");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await RenewAsync(key, ticket);
        return key;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) =>
        cache.SetAsync(
            Prefix + key,
            _seal.Protect(TicketSerializer.Default.Serialize(ticket)),
            new DistributedCacheEntryOptions
            {
                AbsoluteExpiration = ticket.Properties.ExpiresUtc ?? clock.GetUtcNow() + life,
            }
        );

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        if (await cache.GetAsync(Prefix + key) is not { } kept)
            return null;
        try
        {
            var ticket = TicketSerializer.Default.Deserialize(_seal.Unprotect(kept));
            if (ticket is not null)
                new SessionReference(scheme, key).GoAlongWith(ticket.Principal);
            return ticket;
        }
        catch (CryptographicException)
        {
            // Sealed with keys that the app no longer has: the person signs in again.
            return null;
        }
    }

    public Task RemoveAsync(string key) => cache.RemoveAsync(Prefix + key);
}
