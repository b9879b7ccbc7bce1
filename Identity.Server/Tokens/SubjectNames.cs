using System.Security.Cryptography;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Database.Sealing;
using Identity.Server.Database.Text;

namespace Identity.Server.Tokens;

/// <summary>
/// Names people to clients: by the account's id, or to a pairwise client by a name that only its own sector knows them by.
/// </summary>
/// <remarks>
/// OpenID Connect Core §8. A pairwise name is the id, one block of AES-256 under a key of the sector: two sectors cannot
/// compare theirs, and we need no table to know who is meant.
/// </remarks>
internal sealed class SubjectNames(MasterKey master, ClientCatalog clients)
{
    private const int BlockLength = 16;

    public string Of(Client client, Guid person)
    {
        if (client.PairwiseSector is not { } sector)
            return person.ToString();
        Span<byte> block = stackalloc byte[BlockLength];
        person.TryWriteBytes(block, bigEndian: true, out _);
        using var aes = CipherOf(sector);
        return HandleText.Write(prefix: "", aes.EncryptEcb(block, PaddingMode.None));
    }

    /// <returns>Whom a client means by a name; null where it is none that this client could have of anybody.</returns>
    /// <remarks>Not also the public name: whoever has that from elsewhere could find out here whose it is.</remarks>
    public Guid? PersonOf(Client client, string name)
    {
        if (client.PairwiseSector is not { } sector)
            return Guid.TryParseExact(name, "D", out var id) ? id : null;
        if (HandleText.Read(prefix: "", BlockLength, name) is not { } block)
            return null;
        using var aes = CipherOf(sector);
        return new Guid(aes.DecryptEcb(block, PaddingMode.None), bigEndian: true);
    }

    /// <returns>The person that an access token of ours is about; null where it is a client's own, or names the person otherwise.</returns>
    public Guid? PersonOf(JwtClaims token)
    {
        var clientId = token.GetString("client_id");
        if (token.Subject is not { } name || name == clientId)
            return null;
        if (Guid.TryParseExact(name, "D", out var id))
            return id;
        return clientId is not null && clients.Find(clientId) is { PairwiseSector: not null } client
            ? PersonOf(client, name)
            : null;
    }

    private Aes CipherOf(string sector)
    {
        var aes = Aes.Create();
        aes.Key = master.Derive($"subjects of {sector}");
        return aes;
    }
}
