using Identity.Admin.Blocks.Details;
using Identity.Admin.Blocks.Dialogs;
using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Identity.Admin.Sections.Clients.Sides;
using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Sections.Clients;

/// <summary>One client: all that is registered of it, what it is used for, and what can be done with it.</summary>
public sealed partial class ClientPage
{
    private OpenClient? _open;
    private Problem? _problem;
    private string? _try;
    private int? _used;

    [CascadingParameter]
    public Me Me { get; set; } = null!;

    /// <summary>Its id, as it stands in the address.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>The tab that is shown.</summary>
    [Parameter]
    public string? Side { get; set; }

    private string Id => Segment.Read(Name);

    private bool MayWrite => Me.May("clients.write");

    private IReadOnlyList<Tab> Tabs =>
        [
            .. new (bool Is, Tab Tab)[]
            {
                (true, new Tab("", "Settings", Settings)),
                (
                    true,
                    Tab.Of<ClientAddresses>("addresses", "Addresses") with
                    {
                        Count = _open?.Client.RedirectUris.Count,
                    }
                ),
                (true, Tab.Of<ClientScopes>("scopes", "Scopes") with { Count = _open?.Client.Scopes.Count }),
                (true, Tab.Of<ClientSecrets>("secrets", "Secrets") with { Count = _open?.Client.Secrets.Count }),
                (true, Tab.Of<ClientLook>("look", "Look & consent")),
                (true, Tab.Of<ClientLogout>("logout", "Logout")),
                (true, Tab.Of<ClientAlgorithms>("algorithms", "Keys & algorithms")),
                (
                    Me.May("roles.read"),
                    Tab.Of<ClientRoles>("roles", "Roles") with
                    {
                        Count = _open?.Client.Roles is { Count: > 0 } roles ? roles.Count : null,
                    }
                ),
                (
                    Me.May("sessions.read") || Me.May("grants.read"),
                    Tab.Of<ClientUse>("use", "In use") with
                    {
                        Count = _used,
                    }
                ),
                (true, Tab.Of<ClientConnect>("connect", "Code")),
                (Me.May("audit.read"), Tab.Of<ClientAudit>("audit", "Audit")),
            }
                .Where(side => side.Is)
                .Select(side => side.Tab),
        ];

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || !Me.May("clients.read") || _open?.Id == Id)
            return;
        (_open, _problem, _try, _used) = (null, null, null, null);
        await LoadAsync();
        await LookAsync();
    }

    private async Task LoadAsync()
    {
        var answer = await Clients.FindAsync(Id);
        _problem = answer.Problem;
        if (!answer.Failed(out var kept))
            Take(kept);
        StateHasChanged();
    }

    private void Take(Kept<Client> kept) =>
        _open = new OpenClient(kept, EventCallback.Factory.Create<Kept<Client>>(this, Take), LoadAsync);

    // What is no part of it, and need not be waited for.
    private async Task LookAsync()
    {
        if (_open is null)
            return;
        if (_open.Client is { HasCodeFlow: true, Disabled: false })
            _try = (await Clients.TryAsync(Id)).Failed(out var address) ? null : address.Link;
        var query = ListQuery.Of("client", Id) with { Limit = 1 };
        var sessions = await CountAsync("sessions.read", () => Sessions.ListAsync(query));
        var grants = await CountAsync("grants.read", () => Grants.ListAsync(query));
        _used = sessions + grants;
    }

    private async Task<int?> CountAsync<T>(string permission, Func<Task<Answer<Listing<T>>>> list) =>
        Me.May(permission) && !(await list()).Failed(out var page) ? (int?)page.Total : 0;

    private async Task SetAsync(bool isDisabled)
    {
        var answer = await Clients.UpdateAsync(Id, new() { ["disabled"] = isDisabled }, _open!.Kept.ETag);
        var name = _open.Client.DisplayName;
        if (Toaster.Say(answer, isDisabled ? $"{name} is disabled." : $"{name} is enabled."))
            await LookAsync();
        await LoadAsync();
    }

    private async Task DisableAsync()
    {
        var confirmation = new Confirmation(
            $"Disable {_open!.Client.DisplayName}?",
            "Nobody can sign in to it, and it gets no tokens, at once. Access tokens that it has already are good until they end. Nothing is lost: it can be enabled again.",
            "Disable"
        );
        if (await Dialogs.ConfirmAsync(confirmation with { IsDanger = true }))
            await SetAsync(true);
    }

    private async Task DeleteAsync()
    {
        var client = _open!.Client;
        var confirmation = new Confirmation(
            $"Delete {client.DisplayName}?",
            "Nobody can sign in to it any more. Its secrets, its refresh tokens and what people allowed it are gone for good.",
            "Delete the client"
        )
        {
            IsDanger = true,
            Type = client.ClientId,
            TypeLabel = "Type its client id to confirm",
        };
        if (!await Dialogs.ConfirmAsync(confirmation))
            return;
        if (Toaster.Say(await Clients.DeleteAsync(Id, _open.Kept.ETag), $"{client.DisplayName} is deleted."))
            Navigation.NavigateTo("/clients");
        else
            await LoadAsync();
    }
}
