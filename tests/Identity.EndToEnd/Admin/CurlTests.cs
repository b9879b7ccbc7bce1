using System.Diagnostics;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;

namespace Identity.EndToEnd.Admin;

/// <summary>The day of docs/management.md, by a program with a role and nothing but curl, word for word.</summary>
[Collection(AdminCollection.Name)]
public sealed class CurlTests(Chromium chromium, AdminSite site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_administrators_do_on_the_screens_a_script_does_by_curl()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl") && File.Exists("/usr/bin/jq"), "curl or jq is not installed.");
        var desk = await site.DeskAsync();
        var letter = await site.InviteInVainAsync();
        var (id, email) = await desk.AddPersonAsync("Sam Script");
        await using var sam = await Person.AtAsync(chromium, site.Issuer);
        await sam.Page.GotoAsync("/signin");
        await sam.SignInAsync(email);
        await sam.Page.ArrivesAsync("**/account");

        var lines = (await RunAsync(email)).Lines();

        Assert.Equal("People first", (await desk.GetAsync("/roles/greeters"))["description"]);
        var user = await desk.GetAsync($"/users/{id}");
        Assert.Equal("suspended", user["status"]);
        Assert.Equal("Please call us.", user["suspension_message"]);
        var mail = await site.MailAsync();
        await Moments.UntilAsync(async () => (await mail.LettersAsync()).Exists(taken => taken.To == letter));
        await sam.Page.GotoAsync("/account");
        await sam.Page.WaitForSelectorAsync("#password");
        foreach (
            var kind in (string[])
                ["role-creation", "role-change", "sign-out", "suspension", "letter-resending", "key-rotation"]
        )
        {
            Assert.Contains(lines, line => line.Contains(kind, StringComparison.Ordinal));
        }
    }

    private async Task<Finished> RunAsync(string email)
    {
        var document = await File.ReadAllTextAsync(Path.Join(Checkout.Root, "docs", "management.md"), Ct);
        var script = document.Split("## A day by curl")[1].Split("```sh\n")[1].Split("```")[0];
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ID"] = site.Issuer,
                ["CLIENT_ID"] = site.DeskClient.Id,
                ["CLIENT_SECRET"] = site.DeskClient.Secret,
                ["SOMEBODY"] = email,
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return new Finished(process.ExitCode, await output, await errors);
    }
}
