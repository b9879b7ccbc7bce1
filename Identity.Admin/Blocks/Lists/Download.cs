using System.Text;
using Microsoft.JSInterop;

namespace Identity.Admin.Blocks.Lists;

/// <summary>Gives the browser a file to save.</summary>
public static class Download
{
    public static async Task SaveAsync(IJSRuntime js, string name, string type, string text)
    {
        using var content = new DotNetStreamReference(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        await using var module = await js.InvokeAsync<IJSObjectReference>("import", "./js/download.js");
        await module.InvokeVoidAsync("save", name, type, content);
    }
}
