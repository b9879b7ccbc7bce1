using Identity.Admin.Blocks.Code;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Clients.Snippets;

/// <summary>Which settings fit which client, in the order in which they are offered.</summary>
public static class SnippetShelf
{
    public static IReadOnlyList<Snippet> Of(Client client, AppKind kind, string issuer)
    {
        var app = new AppTerms(client, issuer);
        return kind.Name switch
        {
            "web" =>
            [
                DotNetSnippets.SignIn(app),
                NodeSnippets.SignIn(app),
                PythonSnippets.SignIn(app),
                ShellSnippets.SignIn(app),
            ],
            "spa" => [BrowserSnippets.SignIn(app), ShellSnippets.SignIn(app)],
            // A scheme of its own leads into an app that a platform's own library opens: what it needs stands in the settings.
            "native" when app.Listens is null => [ShellSnippets.SignIn(app)],
            "native" => [NodeSnippets.SignIn(app), PythonSnippets.SignIn(app), ShellSnippets.SignIn(app)],
            "machine" =>
            [
                DotNetSnippets.Machine(app),
                NodeSnippets.Machine(app),
                PythonSnippets.Machine(app),
                ShellSnippets.Machine(app),
            ],
            "device" => [NodeSnippets.Device(app), ShellSnippets.OnDevice(app)],
            "mcp" => [AgentSnippets.SignIn(app), ShellSnippets.SignIn(app)],
            _ => [],
        };
    }
}
