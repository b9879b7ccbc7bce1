using Identity.Admin.Blocks.Details;
using Identity.Admin.Blocks.Dialogs;
using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Identity.Admin.Sections.Apis.Sides;
using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Sections.Apis;

/// <summary>One API: what its tokens are like, what apps can ask for there, and which may.</summary>
public sealed partial class ApiPage
{
    private OpenApi? _open;
    private Problem? _problem;

    [CascadingParameter]
    public Me Me { get; set; } = null!;

    /// <summary>Its audience, as it stands in the address.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>The tab that is shown.</summary>
    [Parameter]
    public string? Side { get; set; }

    private string Audience => Segment.Read(Name);

    private bool MayWrite => Me.May("apis.write") && _open is { Api.IsBuiltIn: false };

    private IReadOnlyList<Tab> Tabs =>
        [
            .. new (bool Is, Tab Tab)[]
            {
                (true, new Tab("", "Settings", Settings)),
                (true, Tab.Of<ApiScopes>("scopes", "Scopes") with { Count = _open?.Api.Scopes.Count }),
                (
                    _open?.Api.HasSharedSecret == true,
                    Tab.Of<ApiSecrets>("secrets", "Secrets") with
                    {
                        Count = _open?.Api.Secrets.Count,
                    }
                ),
                (Me.May("clients.read"), Tab.Of<ApiClients>("clients", "Clients that use it")),
                (true, Tab.Of<ApiConnect>("connect", "Code")),
            }
                .Where(side => side.Is)
                .Select(side => side.Tab),
        ];

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || !Me.May("apis.read") || _open?.Audience == Audience)
            return;
        (_open, _problem) = (null, null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var answer = await Apis.FindAsync(Audience);
        _problem = answer.Problem;
        if (!answer.Failed(out var kept))
            Take(kept);
        StateHasChanged();
    }

    private void Take(Kept<Api> kept) =>
        _open = new OpenApi(kept, EventCallback.Factory.Create<Kept<Api>>(this, Take), LoadAsync);

    private async Task DeleteAsync()
    {
        var api = _open!.Api;
        var confirmation = new Confirmation(
            $"Delete {api.DisplayName}?",
            "Its scopes are taken from every client, and no token is made for it any more. Tokens that there are it may take until they end.",
            "Delete the API"
        )
        {
            IsDanger = true,
            Type = api.Audience,
            TypeLabel = "Type its audience to confirm",
        };
        if (!await Dialogs.ConfirmAsync(confirmation))
            return;
        if (Toaster.Say(await Apis.DeleteAsync(Audience, _open.Kept.ETag), $"{api.DisplayName} is deleted."))
            Navigation.NavigateTo("/apis");
        else
            await LoadAsync();
    }
}
