using System.Buffers;
using System.Text;

namespace Identity.Jose.Tests;

public sealed class RoundTripTests
{
    public static TheoryData<string> Algorithms => new(JwsAlgorithm.All.Select(a => a.Name));

    [Theory, MemberData(nameof(Algorithms))]
    public void What_is_signed_is_verified_and_both_writers_agree(string name)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        using var key = SigningKey.Create(algorithm);

        var token = CompactJws.Sign("{}"u8, key, "JWT");
        var verified = CompactJws.Verify(token, new VerificationKeys(key.Verification));

        Assert.NotNull(verified);
        Assert.Equal("{}"u8.ToArray(), verified.Payload.ToArray());
        Assert.Equal("JWT", verified.Header.Type);
        Assert.Equal(key.KeyId, verified.Header.KeyId);

        var output = new ArrayBufferWriter<byte>();
        CompactJws.Sign("{}"u8, key, "JWT", output);
        Assert.NotNull(
            CompactJws.Verify(Encoding.ASCII.GetString(output.WrittenSpan), new VerificationKeys(key.Verification))
        );
    }
}
