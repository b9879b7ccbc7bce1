namespace Identity.EndToEnd.Commands;

/// <summary>`apply` and `export` as an operator, or a pipeline, uses them.</summary>
public sealed class DeclarationCommandTests(CommandRoom room) : IClassFixture<CommandRoom>
{
    private const string Variable = "DECLARED_SHOP_SECRET";

    private const string Shop = """
        identity: 1
        clients:
          - client_id: declared-shop
            redirect_uris: [https://shop.example/callback]
            secret: { env: DECLARED_SHOP_SECRET }
        """;

    [Fact]
    public async Task A_file_is_tried_applied_found_done_and_exported()
    {
        var binary = room.Binary;
        binary.Environment[Variable] = "a-secret-of-forty-visible-characters-123";
        var file = Path.Join(binary.Folder, "identity.yaml");
        await File.WriteAllTextAsync(file, Shop, TestContext.Current.CancellationToken);

        var tried = await binary.RunAsync("apply", file, "--dry-run", "--exit-code");
        Assert.Equal(2, tried.Status);
        Assert.Contains("+ client declared-shop", tried.Output, StringComparison.Ordinal);
        Assert.Equal(["+ client declared-shop", "1 created."], (await binary.RunAsync("apply", file)).Lines());
        var again = await binary.RunAsync("apply", file, "--dry-run", "--exit-code");
        Assert.Equal(["Nothing to change."], again.Lines());

        var written = Path.Join(binary.Folder, "export.yaml");
        Assert.Equal([$"wrote {written}"], (await binary.RunAsync("export", "--out", written)).Lines());
        Assert.Contains(
            "env: CLIENT_DECLARED_SHOP_SECRET",
            await File.ReadAllTextAsync(written, TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Mistakes_are_named_by_their_lines()
    {
        var spoilt = Shop.Replace("redirect_uris", "redirect_uri", StringComparison.Ordinal);

        var refused = await room.RunWithInputAsync(spoilt, "apply", "-");

        Assert.Equal(1, refused.Status);
        Assert.Equal(
            [
                "standard input:4: clients[0].redirect_uri is not known; did you mean redirect_uris?",
                "Nothing was changed.",
            ],
            refused.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
    }
}
