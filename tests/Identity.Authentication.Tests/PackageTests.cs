using System.Diagnostics;
using System.IO.Compression;

namespace Identity.Authentication.Tests;

/// <summary>What <c>dotnet pack</c> makes is what somebody else can add to a project.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("identity-package-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Identity.Jose", "<group targetFramework=\"net10.0\" />")]
    [InlineData("Identity.Authentication", "<dependency id=\"Identity.Jose\" ")]
    public async Task The_package_holds_the_readme_the_library_and_its_documentation(
        string project,
        string dependencies
    )
    {
        await PackAsync(project);

        var file = Assert.Single(_folder.GetFiles($"{project}.*.nupkg"));
        await using var package = await ZipFile.OpenReadAsync(file.FullName, Ct);
        Assert.Equal(
            await File.ReadAllTextAsync(Checkout.Path($"{project}/README.md"), Ct),
            await ReadAsync("README.md")
        );
        Assert.NotNull(package.GetEntry($"lib/net10.0/{project}.dll"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{project}.xml"));
        var nuspec = await ReadAsync($"{project}.nuspec");
        Assert.Contains("<license type=\"expression\">Apache-2.0</license>", nuspec, StringComparison.Ordinal);
        Assert.Contains(dependencies, nuspec, StringComparison.Ordinal);

        async Task<string> ReadAsync(string name)
        {
            using var reader = new StreamReader(await package.GetEntry(name)!.OpenAsync(Ct));
            return await reader.ReadToEndAsync(Ct);
        }
    }

    // As it was built for this test: packing builds nothing.
    private async Task PackAsync(string project)
    {
        var configuration = AppContext.BaseDirectory.Contains(
            $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal
        )
            ? "Release"
            : "Debug";
        var start = new ProcessStartInfo(
            "dotnet",
            ["pack", Checkout.Path(project), "--no-build", "-c", configuration, "-o", _folder.FullName, "-nologo"]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var pack = Process.Start(start)!;
        var output = await pack.StandardOutput.ReadToEndAsync(Ct);
        await pack.WaitForExitAsync(Ct);
        Assert.True(pack.ExitCode == 0, output);
    }
}
