using System.Text;
using Identity.Server.Pages.Look;

namespace Identity.Server.Tests.Pages;

public sealed class LogoTests : IDisposable
{
    private static readonly byte[] PngOf64By16 =
    [
        .. (byte[])[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13],
        .. "IHDR"u8,
        .. (byte[])[0, 0, 0, 64, 0, 0, 0, 16, 8, 6, 0, 0, 0],
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("logo").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_file_it_is_ours() => Assert.Equal(32, Logo.Read(file: null).Width);

    [Theory]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"/>""", 96)]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg" width="80px" height="40"/>""", 64)]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg"/>""", 32)]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9000 1"/>""", 256)]
    public void An_svg_keeps_its_shape(string svg, int width) =>
        Assert.Equal(width, Logo.Read(FileOf("logo.svg", Encoding.UTF8.GetBytes(svg))).Width);

    [Fact]
    public void A_png_keeps_its_shape()
    {
        var logo = Logo.Read(FileOf("logo.png", PngOf64By16));

        Assert.Equal((128, "image/png"), (logo.Width, logo.Asset.ContentType));
    }

    [Fact]
    public void A_file_that_is_no_picture_is_refused_by_name()
    {
        Assert.Contains("no PNG", Refusal(FileOf("a.png", "GIF89a"u8.ToArray())), StringComparison.Ordinal);
        Assert.Contains("no SVG", Refusal(FileOf("a.svg", "GIF89a"u8.ToArray())), StringComparison.Ordinal);
        Assert.Contains("larger", Refusal(FileOf("b.png", new byte[100_000])), StringComparison.Ordinal);
        Assert.Contains("not exist", Refusal(Path.Combine(_folder, "none.png")), StringComparison.Ordinal);
    }

    private static string Refusal(string file) =>
        Assert.Throws<InvalidOperationException>(() => Logo.Read(file)).Message;

    private string FileOf(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
