using System.Buffers.Text;
using System.Numerics;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

/// <summary>What is given out to programs is random, and long enough that nobody guesses it.</summary>
public sealed class GuessingTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly string[] Kinds = ["ac_", "rt_", "dc_"];

    [Fact]
    [Spec("RFC 6749 §10.10"), Spec("RFC 8628 §5.2"), Spec("RFC 9126 §2.2"), Spec("RFC 9126 §7.1")]
    [Spec("OpenID Connect Dynamic Client Registration §3.2")]
    public async Task Nothing_that_is_for_programs_can_be_guessed()
    {
        var scene = await Scene.SetAsync(host.Server);
        using var ready = await ReadyApp.SetAsync(host.Server);
        var other = await Scene.SetAsync(host.Server);

        ShouldBeRandom(await ready.CodeAsync(), await ready.CodeAsync());
        ShouldBeRandom(await scene.FirstRefreshTokenAsync(), await scene.FirstRefreshTokenAsync());
        ShouldBeRandom(await DeviceCodeAsync(), await DeviceCodeAsync());
        ShouldBeRandom(await PushedAsync(), await PushedAsync());
        ShouldBeRandom(scene.Client.Secret!, other.Client.Secret!);

        async Task<string> DeviceCodeAsync() => (await scene.BeginDeviceAsync()).Issued("device_code");
        async Task<string> PushedAsync() =>
            Uri.UnescapeDataString((await ready.App.PushAsync()).Split("request_uri%3A")[^1]);
    }

    // RFC 6749 §10.10 wants 128 bits, and 160 where it can be. Of two random texts every other bit differs.
    private static void ShouldBeRandom(string one, string other)
    {
        var (first, second) = (Bytes(one), Bytes(other));

        Assert.True(first.Length * 8 >= 160, one);
        var differing = first.Zip(second, (a, b) => BitOperations.PopCount((uint)(a ^ b))).Sum();
        Assert.InRange(differing, first.Length * 2, first.Length * 6);
    }

    // What stands before the first underscore says of what kind it is.
    private static byte[] Bytes(string text) =>
        Base64Url.DecodeFromChars(
            Kinds.Any(kind => text.StartsWith(kind, StringComparison.Ordinal)) ? text[3..] : text
        );
}
