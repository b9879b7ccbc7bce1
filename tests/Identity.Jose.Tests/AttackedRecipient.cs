using System.Security.Cryptography;

namespace Identity.Jose.Tests;

/// <summary>The one who is attacked: has a key of every kind, decrypts what is honest, and says why of what is not.</summary>
public sealed class AttackedRecipient : IDisposable
{
    // All that is said of a token that no key decrypts, whatever was the matter.
    private const string Failure = "No key of ours decrypts the token.";

    public AttackedRecipient()
    {
        Wrapping = DecryptionKey.FromSecret(JweAlgorithm.A128KW, WrappingSecret, "wrap");
        Direct = DecryptionKey.FromSecret(JweEncryption.A128GCM, DirectSecret, "dir");
    }

    public static TheoryData<string> Names => ["rsa", "ec", "ec-wrap", "wrap", "dir", "dir-cbc"];

    public byte[] WrappingSecret { get; } = RandomNumberGenerator.GetBytes(16);

    public byte[] DirectSecret { get; } = RandomNumberGenerator.GetBytes(16);

    public DecryptionKey Rsa { get; } = DecryptionKey.Create(JweAlgorithm.RsaOaep256, "rsa");

    public DecryptionKey Ec { get; } = DecryptionKey.Create(JweAlgorithm.EcdhEs, "ec");

    private DecryptionKey EcWrapping { get; } = DecryptionKey.Create(JweAlgorithm.EcdhEsA256KW, "ec-wrap");

    private DecryptionKey Wrapping { get; }

    private DecryptionKey Direct { get; }

    private DecryptionKey DirectCbc { get; } = DecryptionKey.Create(JweEncryption.A256CbcHs512, "dir-cbc");

    private DecryptionKey[] All => [Rsa, Ec, EcWrapping, Wrapping, Direct, DirectCbc];

    /// <summary>A point to agree with, as the header of a token has it.</summary>
    public Jwk EphemeralKey => Ec.Encryption.ToJwk() with { Use = null, Alg = null, Kid = null };

    public (DecryptionKey Key, JweEncryption Encryption) Find(string name)
    {
        var key = All.Single(key => name.Equals(key.KeyId, StringComparison.Ordinal));
        return (key, key.Encryption.ContentEncryption ?? JweEncryption.A128GCM);
    }

    /// <summary>A token for the key of that name, with which nothing is wrong.</summary>
    public string Honest(string name)
    {
        var (key, encryption) = Find(name);
        return CompactJwe.Encrypt("content"u8, key.Encryption, encryption);
    }

    /// <summary>A header of the test's own, over content correctly encrypted with the shared secret.</summary>
    public string Forged(string header) => ForgeJwe.Gcm(header, [], DirectSecret);

    public string? Decrypt(string token) => ForgeJwe.Decrypt(token, All);

    public void Refuses(string token, string reason = Failure)
    {
        Assert.False(CompactJwe.TryDecrypt(token, new DecryptionKeys(All), out var decrypted, out var why));
        Assert.Null(decrypted);
        Assert.Equal(reason, why);
    }

    public void Dispose()
    {
        foreach (var key in All)
            key.Dispose();
    }
}
