using Identity.Server.Clients;

namespace Identity.Server.Protocol.Authorize;

/// <summary>A client together with an address that is proven to be its own: who holds one may send answers there.</summary>
internal sealed record AuthorizingClient(Client Client, ReturnAddress Address);
