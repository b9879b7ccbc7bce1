using System.Security.Cryptography;
using Identity.Server.Clients;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.ClientAuthentication;

/// <summary>A client that has shown that it is itself. Holding one is the proof: it cannot be made any other way.</summary>
/// <remarks>RFC 6749 §3.2.1.</remarks>
internal sealed class AuthenticatedClient
{
    // Compared where there is nothing to compare with, so that an unknown client costs what a known one does.
    private static readonly byte[] Nothing = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private AuthenticatedClient(Client client) => Client = client;

    public Client Client { get; }

    public static Outcome<AuthenticatedClient> Prove(Client? client, PresentedCredentials presented, DateTimeOffset now)
    {
        var isSecretRight = IsOneOf(client?.Secrets ?? [], presented.Secret, now);
        if (client is null)
            return ProtocolError.InvalidClient("no such client");
        if (client.AuthenticationMethod != presented.Method)
            return WrongMethod(client, presented.Method);

        if (!client.IsPublic && !isSecretRight)
            return ProtocolError.InvalidClient($"a wrong or expired secret for {client.ClientId}", client.ClientId);
        return WhyShutOut(client) is { } shutOut ? shutOut : new AuthenticatedClient(client);
    }

    public static async ValueTask<Outcome<AuthenticatedClient>> ProveAsync(
        Client? client,
        ClientAuthenticationMethod method,
        string assertion,
        ClientAssertions assertions,
        CancellationToken ct
    )
    {
        if (client is null)
            return ProtocolError.InvalidClient("no such client");
        if (client.AuthenticationMethod != method)
            return WrongMethod(client, method);
        if (WhyShutOut(client) is { } shutOut)
            return shutOut;
        // RFC 7521 §4.2.1: invalid_client, whatever is wrong with it.
        return await assertions.WhyRefusedAsync(client, assertion, ct) is { } why
            ? ProtocolError.InvalidClient($"an assertion of {client.ClientId} is refused: {why}", client.ClientId)
            : new AuthenticatedClient(client);
    }

    /// <summary>Why a client is refused however well it shows that it is itself; null where it is not.</summary>
    public static ProtocolError? WhyShutOut(Client client) =>
        client.IsDisabled ? ProtocolError.InvalidClient($"{client.ClientId} is disabled", client.ClientId) : null;

    private static ProtocolError WrongMethod(Client client, ClientAuthenticationMethod method) =>
        ProtocolError.InvalidClient(
            $"{client.ClientId} is registered for {client.AuthenticationMethod}, not {method}",
            client.ClientId
        );

    private static bool IsOneOf(ClientSecret[] secrets, string? presented, DateTimeOffset now)
    {
        if (presented is null)
            return false;
        var hash = ClientRegistry.HashOf(presented);
        var isRight = false;
        foreach (var secret in secrets)
        {
            isRight |= CryptographicOperations.FixedTimeEquals(secret.Hash, hash) && secret.IsGoodAt(now);
        }

        return secrets.Length == 0 ? CryptographicOperations.FixedTimeEquals(Nothing, hash) : isRight;
    }
}
