using System.Runtime.Versioning;
using Identity.Server.Database.Sealing;

namespace Identity.Server.Tests.Database.Sealing;

public sealed class MasterKeySetupTests : IDisposable
{
    private static readonly string Text = Convert.ToBase64String([.. Enumerable.Repeat((byte)7, MasterKey.Length)]);
    private readonly string _folder = Directory.CreateTempSubdirectory("master-key-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_value_is_taken_before_the_file()
    {
        using var key = Load(new() { Value = Text, File = At("absent") });

        Assert.True(IsTheKey(key));
    }

    [Fact]
    public void A_file_may_end_with_a_line_break()
    {
        File.WriteAllText(At("key"), Text + "\n");

        using var key = Load(new() { File = At("key") });

        Assert.True(IsTheKey(key));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Load(new() { File = At("absent") }));

        Assert.Contains(At("absent"), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(" ")]
    public void What_is_not_32_bytes_is_refused_and_not_repeated(string value)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Load(new() { Value = value }));

        Assert.Contains("MasterKey:Value", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain($"'{value}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_setting_only_development_goes_on()
    {
        Assert.Throws<InvalidOperationException>(() => Load(new()));

        using var key = Load(new(), At(".data/master.key"));

        Assert.True(File.Exists(At(".data/master.key")));
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public void The_key_that_development_makes_is_its_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix permissions.");

        using var key = Load(new(), At("master.key"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("master.key")));
        Assert.Equal(["master.key"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public void What_an_earlier_start_left_half_done_lends_it_no_permissions()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix permissions.");
        File.WriteAllText(At("master.key.new"), "half");
        File.SetUnixFileMode(
            At("master.key.new"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead
        );

        using var key = Load(new(), At("master.key"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("master.key")));
    }

    [Fact]
    public void A_key_that_is_there_is_kept()
    {
        using var first = Load(new(), At("master.key"));
        using var second = Load(new(), At("master.key"));

        Assert.Equal("secret"u8, second.Unseal(first.Seal("secret"u8, "x"), "x"));
    }

    [Fact]
    public void A_damaged_development_key_is_not_replaced()
    {
        File.WriteAllText(At("master.key"), "damaged");

        Assert.Throws<InvalidOperationException>(() => Load(new(), At("master.key")));
        Assert.Equal("damaged", File.ReadAllText(At("master.key")));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static MasterKey Load(MasterKeyOptions options, string? developmentFile = null) =>
        MasterKeySetup.Load(options, developmentFile);

    private static bool IsTheKey(MasterKey key)
    {
        using var expected = new MasterKey(Convert.FromBase64String(Text));
        return key.Derive("x").AsSpan().SequenceEqual(expected.Derive("x"));
    }
}
