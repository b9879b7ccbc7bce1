namespace Identity.Server.Tests.House;

public sealed class PartialNamesTests
{
    private static readonly SourceFile Ring = new("Identity.Server/Keys/KeyRing.cs", "internal sealed class KeyRing;");

    [Theory]
    [InlineData("private readonly Keys.KeyRing _ring;")]
    [InlineData("var ring = new Server.Keys.KeyRing();")]
    [InlineData("var empty = Keys.Inner.KeyRing.Empty;")]
    [InlineData("using (var ring = new Keys.KeyRing()) { }")]
    public void A_type_of_another_room_named_through_its_room_is_found(string line) =>
        Assert.Single(PartialNames.Trespasses([Ring, new("Identity.Server/Tokens/Issuer.cs", line)]));

    [Theory]
    [InlineData("private readonly KeyRing _ring;")]
    [InlineData("var known = ring.Keys.KeyRing;")]
    [InlineData("var count = Keys.Count;")]
    [InlineData("using Identity.Server.Keys;")]
    [InlineData("using static Identity.Server.Keys.KeyRing;")]
    [InlineData("// as Keys.KeyRing does")]
    public void Other_names_are_none(string line) =>
        Assert.Empty(PartialNames.Trespasses([Ring, new("Identity.Server/Tokens/Issuer.cs", line)]));
}
