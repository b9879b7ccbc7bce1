using System.Buffers;
using System.Text;
using Identity.Tests;

namespace Identity.Jose.Tests;

/// <summary>What each algorithm signs it verifies, whichever way it was written.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Algorithms => new(JwsAlgorithm.All.Select(algorithm => algorithm.Name));

    [Theory, MemberData(nameof(Algorithms)), Spec("RFC 7518 §3.1")]
    public void What_is_signed_is_verified_as_text_and_as_bytes(string name)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        using var key = SigningKey.Create(algorithm);
        var keys = new VerificationKeys(key.Verification);
        var output = new ArrayBufferWriter<byte>();

        CompactJws.Sign("{}"u8, key, "JWT", output);

        foreach (
            var token in (string[])[CompactJws.Sign("{}"u8, key, "JWT"), Encoding.ASCII.GetString(output.WrittenSpan)]
        )
        {
            var verified = CompactJws.Verify(token, keys);

            Assert.NotNull(verified);
            Assert.Equal("{}"u8.ToArray(), verified.Payload.ToArray());
            Assert.Equal(("JWT", key.KeyId), (verified.Header.Type, verified.Header.KeyId));
            Assert.Same(algorithm, verified.Header.Algorithm);
        }
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("HS256")]
    public void Signing_into_a_buffer_allocates_nothing(string name)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        using var key = SigningKey.Create(algorithm);
        var output = new ArrayBufferWriter<byte>(4096);
        for (var i = 0; i < 10; i++)
            Sign();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            Sign();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Sign()
        {
            output.ResetWrittenCount();
            CompactJws.Sign("{}"u8, key, "at+jwt", output);
        }
    }
}
