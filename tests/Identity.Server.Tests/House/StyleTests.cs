namespace Identity.Server.Tests.House;

public sealed class StyleTests
{
    [Fact]
    public void A_file_of_401_lines_is_found()
    {
        Assert.Single(Style.LongFiles(File(string.Concat(Enumerable.Repeat("x\n", Style.LongestFile + 1)))));
        Assert.Empty(Style.LongFiles(File(string.Concat(Enumerable.Repeat("x\n", Style.LongestFile)))));
    }

    [Theory]
    [InlineData("// TODO: later")]
    [InlineData("/* FIXME */")]
    [InlineData("// HACK")]
    [InlineData("throw new NotImplementedException();")]
    public void A_loose_end_is_found(string text) => Assert.Single(Style.LooseEnds(File(text)));

    [Fact]
    public void A_word_that_holds_a_mark_is_no_loose_end() =>
        Assert.Empty(Style.LooseEnds(File("var hacker = TODOS;")));

    [Theory]
    [InlineData("catch (Exception e)")]
    [InlineData("catch (System.Exception)")]
    [InlineData("catch\n{")]
    [InlineData("catch when (x)")]
    public void Catching_everything_is_found(string text)
    {
        Assert.Single(Style.CaughtEverything(File($"try {{ }} {text} {{ }}")));
        Assert.Empty(Style.CaughtEverything(new("Identity.Server/Hosting/Errors.cs", $"try {{ }} {text} {{ }}")));
    }

    [Theory]
    [InlineData("catch (NpgsqlException e) { }")]
    [InlineData("catch (ExceptionOfOurs) { }")]
    [InlineData("// never catch (Exception)")]
    public void Catching_something_is_allowed(string text) => Assert.Empty(Style.CaughtEverything(File(text)));

    [Theory]
    [InlineData("class TokenManager")]
    [InlineData("    private sealed record DefaultAnswer(int Code);")]
    [InlineData("interface IHelper")]
    [InlineData("readonly record struct ClientInfo(string Id);")]
    [InlineData("class DataStore<T>")]
    [InlineData("enum BaseKind { A }")]
    [InlineData("static class UrlUtils {")]
    public void An_empty_name_is_found(string text) => Assert.Single(Style.EmptyNames(File(text)));

    [Theory]
    [InlineData("class UserInfoEndpoint")]
    [InlineData("class Base64Text")]
    [InlineData("class DatabaseOptions")]
    [InlineData("record ClientMetadata(string Id);")]
    [InlineData("class DataProtectionKeys;")]
    [InlineData("// the class Manager we never wrote")]
    [InlineData("var s = \"class Manager {\";")]
    [InlineData("void M<T>() where T : class\n{")]
    [InlineData("class Issuer : KeyBase {")]
    public void A_name_that_says_something_is_allowed(string text) => Assert.Empty(Style.EmptyNames(File(text)));

    [Fact]
    public void A_region_is_found() => Assert.Equal(2, Style.Regions(File("    #region Fields\n#endregion\n")).Count());

    [Theory]
    [InlineData("namespace A;\n\ninternal sealed class Ring;\n")]
    [InlineData("namespace A;\n\nclass Ring { }\n")]
    [InlineData("namespace A;\n\n// A sentence for nobody.\npublic interface IRing\n{\n}\n")]
    [InlineData("namespace A;\n\n/// <remarks>RFC 7638</remarks>\ninternal sealed record Ring(int Size);\n")]
    [InlineData("/// <summary></summary>\ninternal enum Ring\n{\n}\n")]
    [InlineData("/// <summary>\n/// Represents a ring.\n/// </summary>\ninternal enum Ring\n{\n}\n")]
    [InlineData("/// <summary>Gets or sets rings.</summary>\ninternal readonly record struct Ring(int Size)\n{\n}\n")]
    [InlineData("/// <summary>Contains the logic of rings.</summary>\ninternal delegate Task<int> Ring(int size);\n")]
    [InlineData("/// <summary>One.</summary>\ninternal class One\n{\n}\n\ninternal class Two\n{\n}\n")]
    [InlineData("internal static partial class Log\n{\n}\n")]
    public void A_type_without_its_sentence_is_found(string text) => Assert.Single(Style.MissingSummaries(File(text)));

    [Theory]
    [InlineData("/// <summary>Keeps the keys.</summary>\ninternal sealed class Ring;\n")]
    [InlineData(
        "/// <summary>\n/// Keeps the keys.\n/// </summary>\n/// <remarks>RFC 7517</remarks>\n[Owned]\ninternal class Ring\n{\n}\n"
    )]
    [InlineData(
        "/// <summary>Keeps the keys.</summary>\n[Index(\n    nameof(A)\n)]\ninternal class Ring(\n    int size\n)\n{\n}\n"
    )]
    [InlineData("[OptionsValidator]\ninternal sealed partial class RingValidator : IValidateOptions<Ring>;\n")]
    [InlineData("/// <summary>Keeps.</summary>\ninternal class Ring\n{\n    private sealed class Inner;\n}\n")]
    [InlineData("file sealed class Ring;\n")]
    [InlineData("/// <summary>Says it; then more.</summary>\ninternal class Ring;\n")]
    public void A_type_with_its_sentence_is_allowed(string text) => Assert.Empty(Style.MissingSummaries(File(text)));

    [Fact]
    public void A_finding_names_the_line() =>
        Assert.Equal("Identity.Server/Keys/Ring.cs:3: no regions", Style.Regions(File("a\nb\n#region c")).Single());

    private static SourceFile File(string text) => new("Identity.Server/Keys/Ring.cs", text);
}
