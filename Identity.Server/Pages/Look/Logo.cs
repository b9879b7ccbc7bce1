using System.Buffers.Binary;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Identity.Server.Pages.Look;

/// <summary>The picture beside the product's name: the operator's own, or ours.</summary>
/// <param name="Width">At the height of 32 pixels: pages name it, so that nothing moves when the picture comes.</param>
internal sealed record Logo(Asset Asset, int Width)
{
    private const string Path = "/assets/logo";
    private const int Height = 32;
    private const int WidestRatio = 8;
    private const int LargestFile = 64 * 1024;

    /// <exception cref="InvalidOperationException">The file is missing or is no picture that can be shown.</exception>
    public static Logo Read(string? file)
    {
        if (file is null)
            return new Logo(new Asset(Path, "image/svg+xml", Embedded.Bytes("mark.svg")), Height);
        if (!File.Exists(file))
            throw new InvalidOperationException($"Brand:LogoFile names {file}, which does not exist.");
        if (new FileInfo(file).Length > LargestFile)
            throw new InvalidOperationException($"Brand:LogoFile {file} is larger than {LargestFile / 1024} kB.");

        var content = File.ReadAllBytes(file);
        var isSvg = file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);
        var ratio = isSvg ? RatioOfSvg(file, content) : RatioOfPng(file, content);
        var width = (int)Math.Round(Math.Clamp(ratio, 0.25, WidestRatio) * Height);
        return new Logo(new Asset(Path, isSvg ? "image/svg+xml" : "image/png", content), width);
    }

    // The first chunk of a PNG is its header: width and height in network order.
    private static double RatioOfPng(string file, ReadOnlySpan<byte> png)
    {
        if (png.Length < 24 || !IsPng(png))
            throw new InvalidOperationException($"Brand:LogoFile {file} is no PNG.");
        var width = BinaryPrimitives.ReadUInt32BigEndian(png[16..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(png[20..]);
        return height == 0 ? 1 : (double)width / height;
    }

    private static bool IsPng(ReadOnlySpan<byte> png) =>
        png.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    private static double RatioOfSvg(string file, byte[] svg)
    {
        XElement root;
        try
        {
            root = XDocument.Load(new MemoryStream(svg)).Root!;
        }
        catch (XmlException e)
        {
            throw new InvalidOperationException($"Brand:LogoFile {file} is no SVG: {e.Message}", e);
        }

        if (Numbers(root.Attribute("viewBox")?.Value) is [_, _, > 0 and var boxWidth, > 0 and var boxHeight])
            return boxWidth / boxHeight;
        return
            Numbers(root.Attribute("width")?.Value) is [> 0 and var width]
            && Numbers(root.Attribute("height")?.Value) is [> 0 and var height]
            ? width / height
            : 1;
    }

    private static double[] Numbers(string? text) =>
        [
            .. (text ?? "")
                .Split([' ', ',', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Replace("px", "", StringComparison.Ordinal))
                .Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : 0),
        ];
}
