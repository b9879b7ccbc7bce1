using System.Buffers.Text;
using Identity.Jose;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.Tests.Tokens;

public sealed class IdTokenHashTests
{
    // The examples of OpenID Connect Core, and the same text under the longer hashes, computed by another program.
    [Theory, Spec("OpenID Connect Core §A.3"), Spec("OpenID Connect Core §A.4")]
    [InlineData("RS256", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "77QmUPtjPfzWtF2AnpK9RQ")]
    [InlineData("RS256", "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk", "LDktKdoQak3Pk0cnXxCltA")]
    [InlineData("ES384", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs")]
    [InlineData("PS512", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM")]
    public void It_is_the_left_half_of_the_hash_that_the_signature_has(string name, string text, string expected)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));

        Assert.Equal(expected, IdTokenHash.Of(text, algorithm));
    }

    [Fact, Spec("OpenID Connect Core §3.1.3.6")]
    public void Every_algorithm_has_half_of_its_own_hash() =>
        Assert.All(
            JwsAlgorithm.All,
            algorithm =>
                Assert.Equal(algorithm.HashLength / 2, Base64Url.DecodeFromChars(IdTokenHash.Of("a", algorithm)).Length)
        );
}
